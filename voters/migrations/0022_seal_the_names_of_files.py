from django.db import migrations

import election_office.core.fields
from election_office.core.migrations_for_all import SealTexts


class Migration(migrations.Migration):
    dependencies = [
        ("voters", "0021_objections_have_one_form"),
    ]

    operations = [
        migrations.AlterField(
            model_name="objection",
            name="decision_name",
            field=election_office.core.fields.FileNameField(blank=True, verbose_name="决定书文件名"),
        ),
        migrations.AlterField(
            model_name="objection",
            name="paper_name",
            field=election_office.core.fields.FileNameField(blank=True, verbose_name="申诉书文件名"),
        ),
        migrations.AlterField(
            model_name="registration",
            name="paper_name",
            field=election_office.core.fields.FileNameField(blank=True, verbose_name="附件名称"),
        ),
        migrations.AlterField(
            model_name="rollimport",
            name="filename",
            field=election_office.core.fields.FileNameField(verbose_name="文件名"),
        ),
        SealTexts(
            "voters",
            objection=["decision_name", "paper_name"],
            registration=["paper_name"],
            rollimport=["filename"],
        ),
    ]
