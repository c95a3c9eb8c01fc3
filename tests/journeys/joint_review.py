"""The joint review taken inside an office, by one unit instead of the sixteen of the plan. Its pages are
walked in test_review; what every act asks of a sheet is asked here too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils import timezone

from candidates.models import ReviewDepartment, ReviewFile, ReviewRequest
from candidates.review import actions
from election_office.accounts.models import User
from tests.candidates.review_scenes import FILE, INSPECTION, picture, scan, sheet
from villages.models import Election

UNIT = "公安"
ASKED_OF_A_FILE = ("health", "cv", "posts_held", "family")


def people() -> tuple[User, User]:
    """The township's officer and the unit's reviewer."""
    return User.objects.get(username="zhen"), User.objects.get(username="gongan")


def ask_one_unit_only(officer: User) -> None:
    """The one unit left answers every line: a letter goes out only where somebody knows each of them."""
    unit = ReviewDepartment.objects.get(name=UNIT)
    actions.edit_department(department=unit, name=unit.name, active=True, keys=(), by=officer)
    for unit in ReviewDepartment.objects.exclude(name=UNIT).filter(active=True):
        actions.edit_department(department=unit, name=unit.name, active=False, by=officer)


def send(
    files: Sequence[ReviewFile], election: Election, *, also: tuple[str, ...] = (), but: str = ""
) -> None:
    """Filled in, agreed to by village and township, sent, and cleared by the unit; the one named ``but`` is
    left for the unit to answer. ``also``: more fields a file of this body is asked for."""
    officer, reviewer = people()
    for file in files:
        _hand_in(file, election, officer, ASKED_OF_A_FILE + also)
    actions.send_batch(
        cycle=election.cycle,
        files=list(files),
        departments=list(ReviewDepartment.objects.filter(name=UNIT)),
        due_on=timezone.localdate() + dt.timedelta(days=7),
        by=officer,
    )
    for request in ReviewRequest.objects.filter(file__in=files).exclude(file__person__name=but):
        actions.answer_request(request=request, by=reviewer, **sheet(election))


def _hand_in(file: ReviewFile, election: Election, officer: User, fields: tuple[str, ...]) -> None:
    today = timezone.localdate()
    actions.edit_file(file=file, by=officer, **{name: FILE[name] for name in fields})
    actions.set_photo(file=file, photo=picture(), by=officer)
    actions.set_paper(file=file, kind="commitment", signed_on=today, scan=scan(), by=officer)
    for kind in ("responsibility", "guarantee"):
        actions.set_paper(file=file, kind=kind, excused="不担任该项工作", by=officer)
    actions.submit_file(file=file, by=officer)
    actions.give_village_opinion(file=file, by=officer, **sheet(election))
    actions.give_township_opinion(file=file, by=officer, **sheet(election))


def look_at_and_pass(files: Iterable[ReviewFile]) -> None:
    officer, today = people()[0], timezone.localdate()
    for file in files:
        actions.record_inspection(
            file=file, scan=scan(), by=officer, held_on=today, visited_on=today, **INSPECTION
        )
        actions.pass_file(file=file, reason="符合条件", leader="分管演示", decided_on=today, by=officer)
