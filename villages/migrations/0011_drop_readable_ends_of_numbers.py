"""With the birth date and the village beside it the readable end was the whole number."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("villages", "0010_find_numbers_by_a_keyed_end"),
        ("voters", "0010_seal_numbers_of_changes"),
    ]

    operations = [
        migrations.RemoveField(model_name="person", name="id_masked"),
        migrations.RemoveField(model_name="person", name="phone_masked"),
    ]
