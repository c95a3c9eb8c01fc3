from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voters", "0008_id_copy_of_a_proxy_by_telephone")]

    operations = [
        # The row's own version takes the name: an objection is made against a version of the roll.
        migrations.RenameField(model_name="objection", old_name="version", new_name="roll_version"),
        migrations.AddField(
            model_name="card",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="版本"),
        ),
        migrations.AddField(
            model_name="contactattempt",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="版本"),
        ),
        migrations.AddField(
            model_name="objection",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="版本"),
        ),
        migrations.AddField(
            model_name="proxy",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="版本"),
        ),
        migrations.AddField(
            model_name="registration",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="版本"),
        ),
        migrations.AddField(
            model_name="rollimport",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="版本"),
        ),
        migrations.AddField(
            model_name="rollsettings",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="版本"),
        ),
        migrations.AddField(
            model_name="rollversion",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="版本"),
        ),
        migrations.AddField(
            model_name="screeningcase",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="版本"),
        ),
    ]
