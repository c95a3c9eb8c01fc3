from django.db import migrations


def fill(apps, schema_editor):
    """The name its papers have carried so far, so that no seal changes by itself; an officer corrects it."""
    village_model = apps.get_model("villages", "Village")
    changed = []
    for village in village_model.objects.filter(body_name="").iterator():
        village.body_name = (
            f"{village.name}民委员会" if village.name.endswith("村") else f"{village.name}村民委员会"
        )
        changed.append(village)
    village_model.objects.bulk_update(changed, ["body_name"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("villages", "0007_full_names_and_last_term")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
