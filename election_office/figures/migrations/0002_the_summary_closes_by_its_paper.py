"""Steps 换届总结 that are still open close by the issued paper; what an entry closed stays closed."""

from django.db import migrations


def by_the_paper(apps, schema_editor):
    apps.get_model("villages", "Step").objects.filter(
        code="summary", closes_with="record", done_on__isnull=True
    ).update(closes_with="act:sheet")


class Migration(migrations.Migration):
    dependencies = [
        ("figures", "0001_figures_targets_and_reports"),
    ]

    operations = [migrations.RunPython(by_the_paper, migrations.RunPython.noop, elidable=True)]
