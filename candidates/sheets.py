"""The sheet of the step "review": every person who is to stand has been judged by the joint review."""

from __future__ import annotations

from candidates.models import Candidate, ReviewFile
from candidates.models.review import Purpose
from candidates.nomination.queries import without_review
from candidates.rules import check_all_reviewed
from villages.models import Election
from villages.preparation import sheets
from villages.preparation.rules import Standing

STEP = "review"


def reviewed(election: Election) -> Standing:
    """Seven statements, however many people."""
    files = list(
        ReviewFile.objects.filter(election=election, purpose=Purpose.COMMITTEE).select_related("person")
    )
    known = {file.person_id for file in files}
    missing = [row.person.name for row in without_review(election)]
    rows = Candidate.objects.filter(election=election, round_number=1).standing().select_related("person")
    missing += [row.person.name for row in rows if row.person_id not in known]
    waiting = [file.person.name for file in files if file.state not in ReviewFile.DECIDED]
    passed = sum(file.state == ReviewFile.State.PASSED for file in files)
    days = [file.decided_on for file in files if file.decided_on]
    return Standing(
        check_all_reviewed(files=len(files), waiting=waiting, missing=list(dict.fromkeys(missing))),
        max(days, default=None),
        f"联审{len(files)}人，通过{passed}人，不通过{len(files) - passed - len(waiting)}人",
    )


def lend_sheets() -> None:
    sheets.lend(STEP, reviewed)
