from django.db import migrations

from election_office.core.names import clean_name


def clean_names(apps, schema_editor):
    """Names in objections get the spelling every field now gives them."""
    Objection = apps.get_model("voters", "Objection")
    for row in Objection.objects.only("pk", "objector_name", "about_name").iterator(chunk_size=500):
        objector = clean_name(row.objector_name) or row.objector_name
        about = clean_name(row.about_name) or row.about_name
        if (objector, about) != (row.objector_name, row.about_name):
            Objection.objects.filter(pk=row.pk).update(objector_name=objector, about_name=about)


class Migration(migrations.Migration):
    dependencies = [
        ("voters", "0012_fewer_indexes_for_imports"),
    ]

    operations = [migrations.RunPython(clean_names, migrations.RunPython.noop)]
