"""Open steps called archive close by the archive that is made, no more by a word."""

from django.db import migrations


def close_by_the_archive(apps, schema_editor):
    steps = apps.get_model("villages", "Step").objects.using(schema_editor.connection.alias)
    steps.filter(code="archive", closes_with="record", done_on__isnull=True).update(closes_with="act:archive")


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0001_archives_originals_and_destructions"),
    ]
    operations = [migrations.RunPython(close_by_the_archive, migrations.RunPython.noop)]
