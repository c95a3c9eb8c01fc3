import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("candidates", "0023_fill_who_took_back"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="preselection",
            name="cancelled_on",
        ),
        migrations.AlterField(
            model_name="adoptedclause",
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
            model_name="adoptedclause",
            name="revoked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="撤销时间"),
        ),
        migrations.AlterField(
            model_name="adoptedclause",
            name="revoked_reason",
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name="撤销理由"),
        ),
        migrations.AlterField(
            model_name="candidate",
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
            model_name="exceptionstatement",
            name="made_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="起草人",
            ),
        ),
        migrations.AlterField(
            model_name="exceptionstatement",
            name="revoked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="撤销时间"),
        ),
        migrations.AlterField(
            model_name="exceptionstatement",
            name="revoked_reason",
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name="撤销理由"),
        ),
        migrations.AlterField(
            model_name="inspection",
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
            model_name="nominationplan",
            name="set_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AlterField(
            model_name="nominationreading",
            name="revoked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="撤销时间"),
        ),
        migrations.AlterField(
            model_name="nominationreading",
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
            model_name="nominationreading",
            name="revoked_reason",
            field=models.CharField(blank=True, editable=False, max_length=500, verbose_name="撤销理由"),
        ),
        migrations.AlterField(
            model_name="nominee",
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
            model_name="opinion",
            name="given_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="录入人",
            ),
        ),
        migrations.AlterField(
            model_name="opinion",
            name="revoked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="撤销时间"),
        ),
        migrations.AlterField(
            model_name="opinion",
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
            model_name="opinion",
            name="revoked_reason",
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name="撤销理由"),
        ),
        migrations.AlterField(
            model_name="partyreading",
            name="revoked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="撤销时间"),
        ),
        migrations.AlterField(
            model_name="partyreading",
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
            model_name="partyreading",
            name="revoked_reason",
            field=models.CharField(blank=True, editable=False, max_length=500, verbose_name="撤销理由"),
        ),
        migrations.AlterField(
            model_name="preselection",
            name="entered_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AlterField(
            model_name="preselection",
            name="revoked_reason",
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name="撤销理由"),
        ),
        migrations.AlterField(
            model_name="reviewbatch",
            name="sent_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="送审人",
            ),
        ),
        migrations.AlterField(
            model_name="reviewfile",
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
            model_name="reviewpaper",
            name="entered_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AlterField(
            model_name="reviewruling",
            name="decided_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddConstraint(
            model_name="adoptedclause",
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
                name="candidates_adoptedclause_revoked_at_together",
                violation_error_message="经办人、时间和理由须同时填写或者同时留空。",
            ),
        ),
        migrations.AddConstraint(
            model_name="adoptedclause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("election", "purpose"),
                name="candidates_clause_one_in_force",
                violation_error_message="本村已有选举办法条款，请先撤回原来的登记。",
            ),
        ),
        migrations.AddConstraint(
            model_name="exceptionstatement",
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
                name="candidates_exceptionstatement_revoked_at_together",
                violation_error_message="经办人、时间和理由须同时填写或者同时留空。",
            ),
        ),
        migrations.AddConstraint(
            model_name="nominationreading",
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
                name="candidates_nominationreading_revoked_at_together",
                violation_error_message="经办人、时间和理由须同时填写或者同时留空。",
            ),
        ),
        migrations.AddConstraint(
            model_name="nominationreading",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("sheet", "number"),
                name="candidates_nominationreading_once_per_number",
                violation_error_message="这次录入已经存在。",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
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
                name="candidates_opinion_revoked_at_together",
                violation_error_message="经办人、时间和理由须同时填写或者同时留空。",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("request",),
                name="candidates_opinion_one_answer",
                violation_error_message="这一事项已经答复；答复有误的，请先撤回原意见。",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("request__isnull", True), ("revoked_at__isnull", True)),
                fields=("file", "round", "level"),
                name="candidates_opinion_one_per_level",
                violation_error_message="这一级的意见已经登记。",
            ),
        ),
        migrations.AddConstraint(
            model_name="partyreading",
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
                name="candidates_partyreading_revoked_at_together",
                violation_error_message="经办人、时间和理由须同时填写或者同时留空。",
            ),
        ),
        migrations.AddConstraint(
            model_name="partyreading",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("sheet", "number"),
                name="candidates_partyreading_once_per_number",
                violation_error_message="这次录入已经存在。",
            ),
        ),
        migrations.AddConstraint(
            model_name="preselection",
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
                name="candidates_preselection_revoked_at_together",
                violation_error_message="经办人、时间和理由须同时填写或者同时留空。",
            ),
        ),
        migrations.AddConstraint(
            model_name="preselection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("election",),
                name="candidates_preselection_one_in_force",
                violation_error_message="本村已登记预选结果；登记有误的，先作废再重新登记。",
            ),
        ),
    ]
