import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("villages", "0032_seal_the_names_of_files"),
    ]

    operations = [
        migrations.RemoveConstraint("meetingsheetreading", "villages_meetingsheetreading_once_per_number"),
        migrations.RemoveConstraint(
            "meetingsheetreading", "villages_meetingsheetreading_withdrawn_with_reason"
        ),
        migrations.RenameField("meetingsheetreading", "withdrawn_at", "revoked_at"),
        migrations.RenameField("meetingsheetreading", "withdrawn_by", "revoked_by"),
        migrations.RenameField("meetingsheetreading", "withdrawn_reason", "revoked_reason"),
        migrations.RenameField("steprecord", "withdrawn_at", "revoked_at"),
        migrations.RenameField("steprecord", "withdrawn_reason", "revoked_reason"),
        migrations.AddField(
            model_name="steprecord",
            name="revoked_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="撤销人",
            ),
        ),
    ]
