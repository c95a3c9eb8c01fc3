import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("voters", "0005_objections_and_contacts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RollChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveIntegerField(verbose_name="次序")),
                (
                    "kind",
                    models.CharField(
                        choices=[("added", "新增"), ("changed", "变更"), ("vanished", "本次名册中没有")],
                        max_length=8,
                        verbose_name="变动",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("id_masked", models.CharField(blank=True, max_length=18, verbose_name="身份证号")),
                ("place", models.CharField(blank=True, max_length=60, verbose_name="村民小组")),
                ("detail", models.CharField(blank=True, max_length=500, verbose_name="内容")),
            ],
            options={
                "verbose_name": "名册变动",
                "verbose_name_plural": "名册变动",
                "ordering": ["order"],
            },
        ),
        migrations.AddField(
            model_name="registration",
            name="vanished_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="名册中没有的时间"
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="vanished_import",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="vanished",
                to="voters.rollimport",
                verbose_name="没有此人的名册",
            ),
        ),
        migrations.AddField(
            model_name="rollimport",
            name="approved_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="核准时间"),
        ),
        migrations.AddField(
            model_name="rollimport",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="核准人",
            ),
        ),
        migrations.AddField(
            model_name="rollimport",
            name="asked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="提请时间"),
        ),
        migrations.AddField(
            model_name="rollimport",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="提请人",
            ),
        ),
        migrations.AddField(
            model_name="rollimport",
            name="partial",
            field=models.BooleanField(default=False, verbose_name="只是部分村民的名册"),
        ),
        migrations.AddField(
            model_name="rollversion",
            name="reopened_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="重新核对时间"),
        ),
        migrations.AlterField(
            model_name="rollimport",
            name="state",
            field=models.CharField(
                choices=[
                    ("uploaded", "等待试读"),
                    ("tried", "已试读"),
                    ("unreadable", "无法读取"),
                    ("awaiting", "等待第二人核准"),
                    ("applied", "已导入"),
                ],
                default="uploaded",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("vanished_at__isnull", True), ("vanished_import__isnull", True)),
                    models.Q(("vanished_at__isnull", False), ("vanished_import__isnull", False)),
                    _connector="OR",
                ),
                name="voters_registration_vanished_with_file",
                violation_error_message="名册中没有此人的标记须写明是哪一份名册。",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "awaiting"), _negated=True),
                    models.Q(("asked_at__isnull", False), ("asked_by__isnull", False)),
                    _connector="OR",
                ),
                name="voters_roll_import_awaiting_was_asked",
                violation_error_message="等待核准的文件须记录提请人和提请时间。",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("asked_by__isnull", False),
                        models.Q(("approved_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="voters_roll_import_second_is_another",
                violation_error_message="核准人须是提请人以外的另一名经办人。",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "final"), ("reopened_at__isnull", True), _connector="OR"),
                name="voters_roll_version_only_final_reopens",
                violation_error_message="只有投票时封存的名单可以重新核对。",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "final"), ("reopened_at__isnull", True)),
                fields=("election",),
                name="voters_roll_version_one_final_in_force",
                violation_error_message="名单已经封存。",
            ),
        ),
        migrations.AddField(
            model_name="rollchange",
            name="registration",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="voters.registration",
                verbose_name="登记",
            ),
        ),
        migrations.AddField(
            model_name="rollchange",
            name="roll_import",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="voters.rollimport",
                verbose_name="名册文件",
            ),
        ),
        migrations.AddIndex(
            model_name="rollchange",
            index=models.Index(fields=["roll_import", "kind", "order"], name="voters_roll_change_by_kind"),
        ),
        migrations.AddConstraint(
            model_name="rollchange",
            constraint=models.UniqueConstraint(
                fields=("roll_import", "order"), name="voters_roll_change_in_order"
            ),
        ),
    ]
