import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("villages", "0034_fill_who_took_back"),
    ]

    operations = [
        migrations.AlterField(
            model_name="body",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AlterField(
            model_name="committeechange",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AlterField(
            model_name="committeechoice",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AlterField(
            model_name="deferral",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="决定人",
            ),
        ),
        migrations.AlterField(
            model_name="deferral",
            name="requested_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="申请人",
            ),
        ),
        migrations.AlterField(
            model_name="meetingsheetreading",
            name="revoked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="撤销时间"),
        ),
        migrations.AlterField(
            model_name="meetingsheetreading",
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
            model_name="meetingsheetreading",
            name="revoked_reason",
            field=models.CharField(blank=True, editable=False, max_length=500, verbose_name="撤销理由"),
        ),
        migrations.AlterField(
            model_name="ruleoverlay",
            name="entered_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="录入人",
            ),
        ),
        migrations.AlterField(
            model_name="steprecord",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AlterField(
            model_name="steprecord",
            name="revoked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="撤销时间"),
        ),
        migrations.AlterField(
            model_name="steprecord",
            name="revoked_reason",
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name="撤销理由"),
        ),
        migrations.AddConstraint(
            model_name="meetingsheetreading",
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
                name="villages_meetingsheetreading_revoked_at_together",
                violation_error_message="经办人、时间和理由须同时填写或者同时留空。",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingsheetreading",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("sheet", "number"),
                name="villages_meetingsheetreading_once_per_number",
                violation_error_message="这次录入已经存在。",
            ),
        ),
        migrations.AddConstraint(
            model_name="steprecord",
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
                name="villages_steprecord_revoked_at_together",
                violation_error_message="经办人、时间和理由须同时填写或者同时留空。",
            ),
        ),
        migrations.AlterConstraint(
            model_name="cycle",
            name="villages_cycle_approved_at_and_by_together",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="villages_cycle_approved_at_and_by_together",
                violation_error_message="批准时间和批准人要一起填写。",
            ),
        ),
        migrations.AlterConstraint(
            model_name="deferral",
            name="villages_deferral_decided_at_and_by_together",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="villages_deferral_decided_at_and_by_together",
                violation_error_message="决定时间和决定人要一起填写。",
            ),
        ),
        migrations.AlterConstraint(
            model_name="holder",
            name="villages_holder_ended_on_and_reason_together",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on__isnull", True), ("ended_reason", "")),
                    models.Q(("ended_on__isnull", False), models.Q(("ended_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="villages_holder_ended_on_and_reason_together",
                violation_error_message="终止日期和终止原因要一起填写。",
            ),
        ),
        migrations.AlterConstraint(
            model_name="step",
            name="villages_step_done_and_closed_together",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("done_on__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("done_on__isnull", False)),
                    _connector="OR",
                ),
                name="villages_step_done_and_closed_together",
                violation_error_message="完成日期和登记时间要一起填写。",
            ),
        ),
    ]
