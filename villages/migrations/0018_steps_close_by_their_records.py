from django.db import migrations

# Steps that an entry with any word could close until now, and what closes them since.
CLOSES_WITH = {
    "organize": "act:sheet",
    "survey": "act:sheet",
    "analysis": "act:sheet",
    "rectify": "act:sheet",
    "audit": "document:villages.audit_notice",
    "talks": "act:sheet",
    "mobilize": "act:sheet",
    "training": "act:sheet",
    "supplies": "act:sheet",
    "party_branch": "act:party_result_approved",
    "nomination": "act:preliminary_list_posted",
    "preliminary": "document:candidates.preliminary_notice",
    "objections": "act:objections_closed",
}


def close_by_records(apps, schema_editor):
    """What an entry has closed stays closed; the entry is still there to be read."""
    steps = apps.get_model("villages", "Step").objects
    for code, closes_with in CLOSES_WITH.items():
        steps.filter(code=code, closes_with="record", own=False).update(closes_with=closes_with)


class Migration(migrations.Migration):
    dependencies = [("villages", "0017_ways_of_a_community")]

    operations = [migrations.RunPython(close_by_records, migrations.RunPython.noop)]
