import datetime as dt

from django.db import migrations
from django.utils import timezone


def acts_of(apps, alias, action):
    """Target → what the trail says of this act: when, and the number of who did it."""
    events = apps.get_model("audit", "AuditEvent").objects.using(alias).filter(action=action)
    found = {}
    for target, at, actor in events.values_list("target", "at", "actor_id_text").order_by("pk"):
        found.setdefault(target, []).append((at, actor))
    return found


KINDS = [
    ("AdoptedClause", "review.clause_withdrawn", "entered_by_id"),
    ("ExceptionStatement", "review.statement_withdrawn", "made_by_id"),
    ("Preselection", "nomination.preselection_cancelled", "entered_by_id"),
]


def fill(apps, schema_editor):
    """The trail says who took a row back, and for a preselection at what time of the day. Where it does not,
    whoever made the row stands in, since nobody else can be named."""
    alias = schema_editor.connection.alias
    users = set(apps.get_model("accounts", "User").objects.using(alias).values_list("pk", flat=True))
    for name, action, maker in KINDS:
        acts = acts_of(apps, alias, action)
        for row in apps.get_model("candidates", name).objects.using(alias).exclude(revoked_reason=""):
            at, actor = (acts.get(f"candidates.{name}:{row.pk}") or [(None, "")])[-1]
            who = int(actor) if actor.isdecimal() else 0
            row.revoked_by_id = who if who in users else getattr(row, maker)
            if name == "Preselection":
                noon = dt.datetime.combine(row.cancelled_on, dt.time(12), timezone.get_current_timezone())
                row.revoked_at = at or noon
            row.save(update_fields=["revoked_by", "revoked_at"])


def put_back(apps, schema_editor):
    rows = apps.get_model("candidates", "Preselection").objects.using(schema_editor.connection.alias)
    for row in rows.filter(revoked_at__isnull=False):
        row.cancelled_on = timezone.localtime(row.revoked_at).date()
        row.save(update_fields=["cancelled_on"])


class Migration(migrations.Migration):
    dependencies = [
        ("candidates", "0022_taken_back_has_one_form"),
        ("audit", "0006_find_by_person_and_division"),
    ]

    operations = [migrations.RunPython(fill, put_back)]
