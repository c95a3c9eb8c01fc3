from django.db import migrations

import election_office.core.fields
from election_office.core.migrations_for_all import SealTexts


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0020_when_meetings_were_called"),
    ]

    operations = [
        migrations.AlterField(
            model_name="handoversigning",
            name="filename",
            field=election_office.core.fields.FileNameField(verbose_name="文件名称"),
        ),
        migrations.AlterField(
            model_name="villagesystem",
            name="filename",
            field=election_office.core.fields.FileNameField(blank=True, verbose_name="文件名称"),
        ),
        SealTexts("ballots", handoversigning=["filename"], villagesystem=["filename"]),
    ]
