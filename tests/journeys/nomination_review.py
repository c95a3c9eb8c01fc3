"""The joint review of a village's preliminary candidates, taken inside an office."""

from __future__ import annotations

from candidates.models import ReviewFile
from candidates.nomination import actions as nomination
from candidates.nomination import queries
from tests.journeys.joint_review import ask_one_unit_only, look_at_and_pass, people, send
from villages.models import Election

KNOWN = {"incumbency": "new", "education": "senior_secondary", "party": "群众"}


def send_everybody_new(village: str, *, but: str = "") -> None:
    """Everybody on the preliminary list without a file: filled in, agreed to, sent, and cleared by the unit;
    the one named ``but`` is left for the unit to answer."""
    officer, _ = people()
    election = Election.objects.with_places().get(village__name=village)
    ask_one_unit_only(officer)
    answers = {one.pk: KNOWN for one in queries.without_review(election)}
    files = nomination.open_reviews(election=election, answers=answers, by=officer)
    send(files, election, but=but)


def pass_the_cleared(village: str) -> None:
    """Whoever the unit cleared is looked at and passed."""
    look_at_and_pass(ReviewFile.objects.filter(election__village__name=village, state="county"))
