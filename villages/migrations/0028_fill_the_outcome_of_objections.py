from django.db import migrations


def fill(apps, schema_editor):
    """late becomes in_time, upheld the outcome; an answer without words says so."""
    rows = apps.get_model("villages", "CommitteeObjection").objects.using(schema_editor.connection.alias)
    rows.filter(late=True).update(in_time=False)
    rows.filter(upheld=True).update(outcome="upheld")
    rows.filter(upheld=False).update(outcome="rejected")
    rows.filter(decided_on__isnull=False, answer="").update(answer="没有登记答复内容")
    rows.filter(decided_on__isnull=True).exclude(answer="").update(answer="")


def put_back(apps, schema_editor):
    rows = apps.get_model("villages", "CommitteeObjection").objects.using(schema_editor.connection.alias)
    rows.filter(in_time=False).update(late=True)
    rows.filter(outcome="upheld").update(upheld=True)
    rows.filter(outcome="rejected").update(upheld=False)


class Migration(migrations.Migration):
    dependencies = [("villages", "0027_objections_have_one_form")]

    operations = [migrations.RunPython(fill, put_back)]
