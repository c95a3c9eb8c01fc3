"""The end of a number gets a keyed hash for the search; the readable ends go in the next migration."""

from django.db import migrations, models

from villages import numbers

BATCH = 2000


def fill(apps, schema_editor):
    """Number by number, in batches. Raises Unreadable, and changes nothing, when the keys are wrong."""
    Person = apps.get_model("villages", "Person")
    connection = schema_editor.connection
    table, last = connection.ops.quote_name(Person._meta.db_table), 0
    while True:
        rows = list(
            Person.objects.using(connection.alias)
            .filter(pk__gt=last)
            .exclude(id_cipher="")
            .order_by("pk")
            .values_list("pk", "village_id", "id_cipher")[:BATCH]
        )
        if not rows:
            return
        hashes = [(numbers.tail_hash(village, numbers.decrypt(sealed)), pk) for pk, village, sealed in rows]
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET id_tail_hash = %s WHERE id = %s", hashes)  # noqa: S608
        last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [("villages", "0009_local_law_texts")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="id_tail_hash",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=16, verbose_name="身份证号末四位（校验）"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
