from django.db import migrations

import election_office.core.fields
from election_office.core.migrations_for_all import SealTexts


class Migration(migrations.Migration):
    dependencies = [
        ("villages", "0031_when_meetings_were_called"),
    ]

    operations = [
        migrations.AlterField(
            model_name="activity",
            name="filename",
            field=election_office.core.fields.FileNameField(blank=True, verbose_name="材料名称"),
        ),
        migrations.AlterField(
            model_name="lawtext",
            name="filename",
            field=election_office.core.fields.FileNameField(verbose_name="文件名"),
        ),
        migrations.AlterField(
            model_name="method",
            name="filename",
            field=election_office.core.fields.FileNameField(blank=True, verbose_name="文件名"),
        ),
        migrations.AlterField(
            model_name="pledge",
            name="filename",
            field=election_office.core.fields.FileNameField(verbose_name="文件名称"),
        ),
        migrations.AlterField(
            model_name="steprecord",
            name="filename",
            field=election_office.core.fields.FileNameField(blank=True, verbose_name="附件名称"),
        ),
        migrations.AlterField(
            model_name="termreport",
            name="filename",
            field=election_office.core.fields.FileNameField(blank=True, verbose_name="文件名称"),
        ),
        SealTexts(
            "villages",
            activity=["filename"],
            lawtext=["filename"],
            method=["filename"],
            pledge=["filename"],
            steprecord=["filename"],
            termreport=["filename"],
        ),
    ]
