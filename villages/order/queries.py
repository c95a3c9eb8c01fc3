"""Reads of the exceptions of one election."""

from __future__ import annotations

from election_office.law.decision import Decision
from villages.committee.queries import first_choice, serving
from villages.models import Election, OrderException, Step
from villages.order import rules
from villages.order.gates import gate_of_step
from villages.queries import missing_before

COMMITTEE = "committee"


def is_excepted(election: Election, act: str) -> bool:
    return OrderException.objects.filter(election=election, act=act).exists()


def exceptions_of(election: Election) -> list[OrderException]:
    """Everything that was let happen before its time, for every page that shows the election's course."""
    return list(OrderException.objects.filter(election=election).select_related("allowed_by"))


def check_turn(election: Election, code: str, *, papers_only: bool = False) -> Decision:
    """Asked by every act that ends this step: is everything done that it waits for? A step that the plan has
    not, or that is done already, asks nothing.

    ``papers_only``: of a vote that is over only what people had to be told before it; a record that is not
    complete (ballots checked and sealed) is named with the result and voids nothing.
    """
    step = Step.objects.filter(election=election, code=code, dropped=False, done_on__isnull=True).first()
    missing = missing_before(step, papers_only=papers_only) if step is not None else []
    if step is None or not missing:
        return Decision()
    excepted = is_excepted(election, gate_of_step(code))
    return rules.check_turn(title=step.title, missing=missing, excepted=excepted)


def check_committee_acts(election: Election, *, excepted: bool) -> Decision:
    """Whether a paper may be signed in the committee's name. A plan in which no step waits for the committee
    orders nothing about it."""
    steps = list(Step.objects.filter(election=election, dropped=False).only("code", "done_on", "waits_for"))
    ordered = any(COMMITTEE in step.waits_for for step in steps)
    chosen = not any(step.code == COMMITTEE and step.done_on is None for step in steps)
    first = first_choice(election)
    settled = first is not None and not first.is_draft
    return rules.check_committee(
        committee=election.words.committee,
        chosen=chosen or not ordered,
        serving=len(serving(election)) if settled else 0,
        seats=first.seats if first is not None and settled else 0,
        excepted=excepted,
        by=election.rulebook.cite("ec_chosen_by"),
    )
