from django.db import migrations

from election_office.core.names import clean_name
from election_office.core.pinyin import pinyin_initials
from election_office.core.strokes import stroke_key


def clean_names(apps, schema_editor):
    """Stored names get the spelling every field now gives them, and the letters by which surnames are read."""
    Person = apps.get_model("villages", "Person")
    waiting = []
    for person in Person.objects.only("pk", "name", "initials", "stroke_key").iterator(chunk_size=2_000):
        name = clean_name(person.name) or person.name
        initials = pinyin_initials(name)
        if name == person.name and initials == person.initials:
            continue
        person.name, person.initials, person.stroke_key = name, initials, stroke_key(name)
        waiting.append(person)
        if len(waiting) == 2_000:
            Person.objects.bulk_update(waiting, ["name", "initials", "stroke_key"], batch_size=200)
            waiting = []
    Person.objects.bulk_update(waiting, ["name", "initials", "stroke_key"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [
        ("villages", "0005_row_versions"),
    ]

    operations = [migrations.RunPython(clean_names, migrations.RunPython.noop)]
