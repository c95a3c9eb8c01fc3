from django.db import migrations


def acts_of(apps, alias, action):
    """Target → what the trail says of this act: when, and the number of who did it."""
    events = apps.get_model("audit", "AuditEvent").objects.using(alias).filter(action=action)
    found = {}
    for target, at, actor in events.values_list("target", "at", "actor_id_text").order_by("pk"):
        found.setdefault(target, []).append((at, actor))
    return found


def fill(apps, schema_editor):
    """The trail says who took an entry back: at that moment, for that step. Where it does not, whoever made
    the entry stands in, since nobody else can be named."""
    alias = schema_editor.connection.alias
    users = set(apps.get_model("accounts", "User").objects.using(alias).values_list("pk", flat=True))
    acts = acts_of(apps, alias, "step.record_withdrawn")
    rows = apps.get_model("villages", "StepRecord").objects.using(alias)
    for row in rows.filter(revoked_at__isnull=False):
        near = sorted(
            acts.get(f"villages.Step:{row.step_id}", []), key=lambda act: abs(act[0] - row.revoked_at)
        )
        who = int(near[0][1]) if near and near[0][1].isdecimal() else 0
        row.revoked_by_id = who if who in users else row.recorded_by_id
        row.revoked_reason = row.revoked_reason or "没有登记理由"
        row.save(update_fields=["revoked_by", "revoked_reason"])
    rows.filter(revoked_at__isnull=True).exclude(revoked_reason="").update(revoked_reason="")


class Migration(migrations.Migration):
    dependencies = [
        ("villages", "0033_taken_back_has_one_form"),
        ("audit", "0006_find_by_person_and_division"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
