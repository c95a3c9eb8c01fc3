"""The joint review of a village's preliminary candidates, taken inside an office: its pages are walked in
test_review. One unit is asked instead of the sixteen of the plan."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from candidates.models import ReviewDepartment, ReviewFile, ReviewRequest
from candidates.nomination import actions as nomination
from candidates.nomination import queries
from candidates.review import actions
from election_office.accounts.models import User
from tests.candidates.review_scenes import FILE, INSPECTION, picture, scan, sheet
from villages.models import Election

UNIT = "公安"
KNOWN = {"incumbency": "new", "education": "senior_secondary", "party": "群众"}
ASKED_OF_A_FILE = ("health", "cv", "posts_held", "family")


def send_everybody_new(village: str, *, but: str = "") -> None:
    """Everybody on the preliminary list without a file: filled in, agreed to, sent, and cleared by the unit;
    the one named ``but`` is left for the unit to answer."""
    officer, reviewer = (User.objects.get(username=name) for name in ("zhen", "gongan"))
    election = Election.objects.with_places().get(village__name=village)
    for unit in ReviewDepartment.objects.exclude(name=UNIT).filter(active=True):
        actions.edit_department(department=unit, name=unit.name, active=False, by=officer)
    answers = {one.pk: KNOWN for one in queries.without_review(election)}
    files = nomination.open_reviews(election=election, answers=answers, by=officer)
    for file in files:
        _hand_in(file, officer)
    actions.send_batch(
        cycle=election.cycle,
        files=files,
        departments=list(ReviewDepartment.objects.filter(name=UNIT)),
        due_on=timezone.localdate() + dt.timedelta(days=7),
        by=officer,
    )
    for request in ReviewRequest.objects.filter(file__in=files).exclude(file__person__name=but):
        actions.answer_request(request=request, by=reviewer, **sheet(election))


def _hand_in(file: ReviewFile, officer: User) -> None:
    today = timezone.localdate()
    actions.edit_file(file=file, by=officer, **{name: FILE[name] for name in ASKED_OF_A_FILE})
    actions.set_photo(file=file, photo=picture(), by=officer)
    actions.set_paper(file=file, kind="commitment", signed_on=today, scan=scan(), by=officer)
    for kind in ("responsibility", "guarantee"):
        actions.set_paper(file=file, kind=kind, excused="不担任该项工作", by=officer)
    actions.submit_file(file=file, by=officer)
    actions.give_village_opinion(file=file, by=officer, **sheet(file.election))
    actions.give_township_opinion(file=file, by=officer, **sheet(file.election))


def pass_the_cleared(village: str) -> None:
    """Whoever the unit cleared is looked at and passed."""
    officer, today = User.objects.get(username="zhen"), timezone.localdate()
    for file in ReviewFile.objects.filter(election__village__name=village, state="county"):
        actions.record_inspection(
            file=file, scan=scan(), by=officer, held_on=today, visited_on=today, **INSPECTION
        )
        actions.pass_file(file=file, reason="符合条件", leader="分管演示", decided_on=today, by=officer)
