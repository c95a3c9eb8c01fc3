"""Numbers of a file's changes are sealed, and those in findings and file names taken out."""

from django.db import migrations, models

from election_office.audit.chain import mask_numbers


def fill(apps, schema_editor):
    """Changes of people the office knows get the person's own sealed number; the others are made anew
    with the next trial. A finding of a double loses the half-hidden number."""
    alias = schema_editor.connection.alias
    Change, Person = apps.get_model("voters", "RollChange"), apps.get_model("villages", "Person")
    person = Person.objects.filter(registrations=models.OuterRef("registration"))
    Change.objects.using(alias).filter(registration__isnull=False).update(
        id_cipher=models.Subquery(person.values("id_cipher")[:1]),
        id_tail_hash=models.Subquery(person.values("id_tail_hash")[:1]),
    )
    findings = apps.get_model("voters", "RollFinding").objects.using(alias)
    for pk, message in findings.filter(message__contains="****").values_list("pk", "message").iterator():
        findings.filter(pk=pk).update(message="身份证号" + message[message.rindex("*") + 5 :])
    files = apps.get_model("voters", "RollImport").objects.using(alias)
    for pk, filename in files.values_list("pk", "filename").iterator():
        if mask_numbers(filename) != filename:
            files.filter(pk=pk).update(filename=mask_numbers(filename)[-160:])


class Migration(migrations.Migration):
    dependencies = [
        ("villages", "0010_find_numbers_by_a_keyed_end"),
        ("voters", "0009_row_versions"),
    ]

    operations = [
        migrations.AddField(
            model_name="rollchange",
            name="id_cipher",
            field=models.CharField(blank=True, default="", max_length=120, verbose_name="身份证号（加密）"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rollchange",
            name="id_tail_hash",
            field=models.CharField(
                blank=True, default="", max_length=16, verbose_name="身份证号末四位（校验）"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="rollchange", name="id_masked"),
        migrations.RemoveField(model_name="objection", name="contact_masked"),
    ]
