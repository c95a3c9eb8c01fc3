from django.db import migrations

import election_office.core.fields
from election_office.core.migrations_for_all import SealTexts


class Migration(migrations.Migration):
    dependencies = [
        ("figures", "0004_targets_of_secretaries"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reportanswer",
            name="filename",
            field=election_office.core.fields.FileNameField(blank=True, verbose_name="附件名称"),
        ),
        SealTexts("figures", reportanswer=["filename"]),
    ]
