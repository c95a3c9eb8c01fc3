import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("ballots", "0022_readings_taken_back_have_one_form"),
    ]

    operations = [
        migrations.AlterField(
            model_name="countentry",
            name="revoked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="撤销时间"),
        ),
        migrations.AlterField(
            model_name="countentry",
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
        migrations.AlterField(
            model_name="countentry",
            name="revoked_reason",
            field=models.CharField(blank=True, editable=False, max_length=500, verbose_name="撤销理由"),
        ),
        migrations.AddConstraint(
            model_name="countentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("revoked_at__isnull", True), ("revoked_by__isnull", True), ("revoked_reason", "")
                    ),
                    models.Q(
                        ("revoked_at__isnull", False),
                        ("revoked_by__isnull", False),
                        models.Q(("revoked_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="ballots_countentry_revoked_at_together",
                violation_error_message="经办人、时间和理由须同时填写或者同时留空。",
            ),
        ),
        migrations.AddConstraint(
            model_name="countentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("sheet", "number"),
                name="ballots_countentry_once_per_number",
                violation_error_message="这次录入已经存在。",
            ),
        ),
    ]
