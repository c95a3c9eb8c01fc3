from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("villages", "0026_papers_of_meetings"),
    ]

    operations = [
        migrations.RemoveConstraint("committeeobjection", "villages_committee_objection_answered_together"),
        migrations.RenameField("committeeobjection", "objector", "objector_name"),
        migrations.RenameField("committeeobjection", "what", "text"),
        migrations.RenameField("committeeobjection", "answered_on", "decided_on"),
        migrations.RenameField("committeeobjection", "recorded_by", "entered_by"),
        migrations.AddField(
            "committeeobjection",
            "in_time",
            models.BooleanField(default=True, editable=False, verbose_name="在期限内提出"),
        ),
        migrations.AddField(
            "committeeobjection",
            "outcome",
            models.CharField(
                blank=True,
                choices=[("", "待答复"), ("upheld", "意见成立"), ("rejected", "意见不成立")],
                default="",
                max_length=10,
                verbose_name="处理结果",
            ),
        ),
    ]
