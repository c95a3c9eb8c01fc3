from django.db import migrations

COUNTS = (
    "people", "accepted", "unlisted", "created", "pending", "new_people", "changed_people", "vanished",
    "excluded", "unchanged",
)  # fmt: skip
LEVELS = ("error", "pending", "excluded", "warning")


def fill(apps, schema_editor):
    """The counts leave the dictionary of the trial for columns of their own."""
    roll_imports = apps.get_model("voters", "RollImport").objects.using(schema_editor.connection.alias)
    for row in roll_imports.exclude(trial={}).iterator(chunk_size=100):
        levels = row.trial.get("levels")
        for name in COUNTS:
            setattr(row, name, row.trial.get(name))
        for level in LEVELS:
            setattr(row, f"level_{level}", None if levels is None else levels.get(level, 0))
        row.trial = {name: value for name, value in row.trial.items() if name not in (*COUNTS, "levels")}
        row.save()


def put_back(apps, schema_editor):
    roll_imports = apps.get_model("voters", "RollImport").objects.using(schema_editor.connection.alias)
    for row in roll_imports.iterator(chunk_size=100):
        row.trial |= {name: getattr(row, name) for name in COUNTS if getattr(row, name) is not None}
        if row.level_error is not None:
            row.trial["levels"] = {level: getattr(row, f"level_{level}") for level in LEVELS}
        row.save()


class Migration(migrations.Migration):
    dependencies = [("voters", "0019_counts_of_a_roll_file")]

    operations = [migrations.RunPython(fill, put_back)]
