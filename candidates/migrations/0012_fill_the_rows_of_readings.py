"""Readings, numbers of candidates, policy posts and votes of a preselection become rows.

A paper two people read differently asks both for the differing cells. A key of a post or person that is gone
from the village is left out: nothing could be counted for it.
"""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WAYS = {"by_ballot": "ballot", "by_party": "party", "by_joint": "joint", "by_self": "self"}


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    def table(name: str) -> Any:
        return apps.get_model("candidates", name)

    posts = set(apps.get_model("villages", "Post").objects.values_list("pk", flat=True))
    people = set(apps.get_model("villages", "Person").objects.values_list("pk", flat=True))
    for plan in table("NominationPlan").objects.iterator():
        plan.ways = [way for name, way in WAYS.items() if getattr(plan, name)]
        plan.save(update_fields=["ways"])
        for post, number in plan.places.items():
            if int(post) in posts:
                table("NominationPlace").objects.create(plan=plan, post_id=int(post), number=number)
        wanted, marked = plan.policy_seats.get("wanted", {}), plan.policy_seats.get("marked", {})
        for code in dict.fromkeys([*wanted, *marked]):
            seat = table("PolicySeat").objects.create(plan=plan, code=code, wanted=wanted.get(code, 0))
            seat.people.set([key for key in marked.get(code, []) if key in people])
    for name in ("Nomination", "Party"):
        _read(table(f"{name}Sheet" if name == "Nomination" else "PartyCount"), table(f"{name}Reading"),
              table(f"{name}Line"), posts)  # fmt: skip
    names = dict(table("Nominee").objects.values_list("pk", "person__name"))
    of_post = dict(table("Nominee").objects.values_list("pk", "post_id"))
    for meeting in table("Preselection").objects.iterator():
        line = table("PreselectionLine").objects
        for key, votes in meeting.votes.items():
            if int(key) in names:
                line.create(preselection=meeting, nominee_id=int(key), post_id=of_post[int(key)],
                            name=names[int(key)], votes=votes)  # fmt: skip
        for post, written in meeting.written_in.items():
            for name, votes in written.items():
                if int(post) in posts:
                    line.create(preselection=meeting, post_id=int(post), name=name[:60], votes=votes)


def _read(sheets: Any, readings: Any, lines: Any, posts: set[int]) -> None:
    for sheet in sheets.objects.iterator():
        both = sheet.first is not None and sheet.second is not None
        differs = both and not sheet.agreed
        for number, read, by in ((1, sheet.first, sheet.first_by_id), (2, sheet.second, sheet.second_by_id)):
            if read is None or by is None:
                continue
            entry = readings.objects.create(
                sheet=sheet, number=number, entered_by_id=by, recovered=read["recovered"], void=read["void"],
                blank=read["blank"], recheck=differs,
            )  # fmt: skip
            for column, names in read["votes"].items():
                extra = {} if column == "branch" else {"post_id": int(column)}
                if extra and extra["post_id"] not in posts:
                    continue
                for name, votes in names.items():
                    lines.objects.create(entry=entry, name=name[:60], votes=votes, **extra)
        sheet.state = "agreed" if sheet.agreed else "differs" if both else "first" if sheet.first else "open"
        sheet.save(update_fields=["state"])


class Migration(migrations.Migration):
    dependencies = [("candidates", "0011_readings_are_rows")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
