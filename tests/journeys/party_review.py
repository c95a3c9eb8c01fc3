"""The joint review of a branch's 初步人选, taken inside an office."""

from __future__ import annotations

from candidates.models import ReviewFile
from candidates.review import actions
from tests.journeys.joint_review import ask_one_unit_only, look_at_and_pass, people, send


def pass_everybody(village: str) -> None:
    """Everybody of that village who has a file is filled in, reviewed, looked at and passed."""
    files = list(
        ReviewFile.objects.filter(election__village__name=village).select_related(
            "election__village__township__county", "election__cycle", "person"
        )
    )
    election, officer = files[0].election, people()[0]
    actions.adopt_departments(area_code=election.village.township.code, by=officer)
    ask_one_unit_only(officer)
    send(files, election, also=("party_joined_on",))
    look_at_and_pass(files)
    print(len(files), "passed")  # noqa: T201 -- read by whoever called it
