from django.db import migrations

import election_office.core.fields
from election_office.core.migrations_for_all import SealTexts


class Migration(migrations.Migration):
    dependencies = [
        ("candidates", "0020_objections_have_one_form"),
    ]

    operations = [
        migrations.AlterField(
            model_name="adoptedclause",
            name="filename",
            field=election_office.core.fields.FileNameField(verbose_name="文件名"),
        ),
        migrations.AlterField(
            model_name="exceptionstatement",
            name="filename",
            field=election_office.core.fields.FileNameField(blank=True, verbose_name="文件名"),
        ),
        migrations.AlterField(
            model_name="inspection",
            name="filename",
            field=election_office.core.fields.FileNameField(verbose_name="文件名"),
        ),
        migrations.AlterField(
            model_name="opinion",
            name="filename",
            field=election_office.core.fields.FileNameField(verbose_name="文件名"),
        ),
        migrations.AlterField(
            model_name="reviewpaper",
            name="filename",
            field=election_office.core.fields.FileNameField(blank=True, verbose_name="文件名"),
        ),
        migrations.AlterField(
            model_name="reviewruling",
            name="filename",
            field=election_office.core.fields.FileNameField(blank=True, verbose_name="文件名"),
        ),
        SealTexts(
            "candidates",
            adoptedclause=["filename"],
            exceptionstatement=["filename"],
            inspection=["filename"],
            opinion=["filename"],
            reviewpaper=["filename"],
            reviewruling=["filename"],
        ),
    ]
