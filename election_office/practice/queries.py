"""What the practice office holds, as the tour asks it. A constant number of statements."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from ballots.models import CountSheet, HandOut, Result
from election_office.audit.models import AuditEvent
from election_office.demonstration.second import TURNOUT
from election_office.documents.models import Document
from election_office.practice import loading, rules
from villages.models import Election
from voters.models import Objection, Proxy, RollImport

ROLL_NOTICE, RESULT_NOTICE = "voters.roll_notice", "ballots.result_notice"
RETYPED = "sheet.retyped"
READ_TWICE = {"first_by__isnull": False, "second_by__isnull": False}


@dataclass(frozen=True, slots=True)
class Shown:
    """One task as the page shows it."""

    task: rules.Task
    done: bool
    place: str
    url: str


def elections() -> list[Election]:
    """Those of the four villages, in the order of the tour."""
    names = [name for name, *_ in loading.VILLAGES]
    held = Election.objects.filter(village__township__code=loading.TOWNSHIP[0]).with_places()
    found = {row.village.name: row for row in held}
    return [found[name] for name in names if name in found]


def facts(held: list[Election]) -> rules.Facts:
    roll, posted, voting, counting = (election.pk for election in held)
    imports = RollImport.objects.filter(election=roll)
    papers = Document.objects.filter(election_id=roll, kind=ROLL_NOTICE).in_force()
    sheets = CountSheet.objects.filter(box__round__election=counting)
    retyped = _sheets_retyped()
    most = (
        Proxy.objects.filter(election=posted).in_force().values("agent").annotate(n=Count("pk"))
    ).order_by("-n")
    return rules.Facts(
        faulty_trials=sum(row.has_errors for row in imports),
        mended_imports=sum(row.state == RollImport.State.APPLIED for row in imports),
        issued_rolls=papers.count(),
        posted_rolls=papers.filter(fully_posted_on__isnull=False).count(),
        answered_objections=Objection.objects.filter(election=posted)
        .exclude(outcome=Objection.Outcome.UNDECIDED)
        .count(),
        most_proxies=most.values_list("n", flat=True).first() or 0,
        handed_out=max(0, HandOut.objects.in_force().filter(round__election=voting).count() - TURNOUT),
        second_readings=sheets.filter(**READ_TWICE).count(),
        differences=sheets.filter(Q(pk__in=retyped) | Q(state=CountSheet.State.DIFFERS)).count(),
        settled=sheets.filter(pk__in=retyped, state=CountSheet.State.AGREED).count(),
        declared=Result.objects.in_force().filter(round__election=counting).count(),
        result_notices=Document.objects.filter(election_id=counting, kind=RESULT_NOTICE).in_force().count(),
    )


def _sheets_retyped() -> list[int]:
    """Whose readings differed: their cells were typed again, which the trail of the practice office tells."""
    targets = AuditEvent.objects.filter(action=RETYPED).values_list("target", flat=True)
    return [int(target.rpartition(":")[2]) for target in targets]


def tour() -> list[Shown]:
    held = elections()
    if len(held) < len(loading.VILLAGES):
        return []
    answers = rules.done(facts(held))
    return [
        Shown(
            task,
            done,
            held[task.village - 1].village.name,
            reverse(task.page, args=[held[task.village - 1].pk]),
        )
        for task, done in zip(rules.TASKS, answers, strict=True)
    ]
