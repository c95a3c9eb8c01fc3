"""The database learns which keys are its own, right after all numbers were opened with them."""

from django.db import migrations, models

from election_office.core import keycheck
from election_office.core.migrations_for_all import RunOnEveryDatabase


def remember(apps, schema_editor):
    checks = apps.get_model("core", "KeyCheck").objects.using(schema_editor.connection.alias)
    checks.create(**keycheck.values())


class Migration(migrations.Migration):
    initial = True

    dependencies = [("villages", "0011_drop_readable_ends_of_numbers")]

    operations = [
        migrations.CreateModel(
            name="KeyCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sealed", models.CharField(max_length=200, verbose_name="加密密钥校验值")),
                ("hashed", models.CharField(max_length=64, verbose_name="查找密钥校验值")),
                ("trail", models.CharField(max_length=64, verbose_name="留痕密钥校验值")),
            ],
            options={"verbose_name": "密钥校验值", "verbose_name_plural": "密钥校验值"},
        ),
        # An empty database needs it as much: without the row no office starts.
        RunOnEveryDatabase(remember, migrations.RunPython.noop),
    ]
