"""Who left before grounds were asked for: by an objection that was upheld, a failed review, or unnamed."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    nominees = apps.get_model("candidates", "Nominee").objects
    files = apps.get_model("candidates", "ReviewFile").objects.filter(
        purpose="village_committee", state="rejected"
    )
    failed = set(files.values_list("election_id", "person_id"))
    upheld = set(
        apps.get_model("candidates", "NomineeObjection")
        .objects.filter(outcome="upheld")
        .values_list("nominee_id", flat=True)
    )
    for nominee in nominees.filter(state="dropped").iterator():
        if nominee.pk in upheld and nominee.left_reason.startswith("意见成立："):
            nominee.state, nominee.left_ground = "objected", "objection"
        elif (nominee.election_id, nominee.person_id) in failed:
            nominee.left_ground = "review"
        else:
            nominee.state, nominee.left_ground = "barred", "unnamed"
        nominee.save(update_fields=["state", "left_ground"])
    apps.get_model("candidates", "Candidate").objects.filter(state="struck").update(left_ground="unnamed")


class Migration(migrations.Migration):
    dependencies = [("candidates", "0007_leaving_names_its_ground")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
