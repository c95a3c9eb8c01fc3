from django.db import migrations, models

from election_office.core.pinyin import pinyin_initials


def fill(apps, schema_editor):
    users = apps.get_model("accounts", "User").objects
    changed = []
    for user in users.only("name"):
        user.initials = pinyin_initials(user.name)
        changed.append(user)
    users.bulk_update(changed, ["initials"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_second_factor_and_duties")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="initials",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=40, verbose_name="拼音首字母"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
