"""Facts of a paper in which numbers stand are sealed; what they say, and so their digest, stays."""

import json

from django.db import migrations

from election_office.core.fields import EncryptedJSONField, holds_numbers


def seal(apps, schema_editor):
    papers = apps.get_model("documents", "Document").objects.using(schema_editor.connection.alias)
    for pk in list(papers.values_list("pk", flat=True)):
        paper = papers.only("facts").get(pk=pk)
        if holds_numbers(json.dumps(paper.facts, ensure_ascii=False)):
            # Writing the field is what seals it.
            paper.save(update_fields=["facts"])


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_facts_version_and_untrue_marks")]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="facts",
            field=EncryptedJSONField(only_numbers=True, verbose_name="内容"),
        ),
        migrations.RunPython(seal, migrations.RunPython.noop, elidable=True),
    ]
