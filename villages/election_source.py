"""What the engine of papers asks about elections; lent to it at start-up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.urls import reverse

from election_office.accounts.models import User
from election_office.core.gather import Ask
from election_office.documents.models import Document, Posting
from election_office.documents.notice import Due
from election_office.law.decision import Decision
from election_office.law.rulebooks import Rulebook
from villages import rules
from villages.actions import steps
from villages.models import Election, Step
from villages.notices.shared import election_of
from villages.order import rules as order
from villages.order.gates import gate_of_paper, gate_of_step
from villages.order.queries import check_committee_acts, is_excepted
from villages.queries import missing_before, steps_of


def find_election(subject: Any) -> Election | None:
    """The election a paper is about; None for a paper about none."""
    found = subject if isinstance(subject, Election) else getattr(subject, "election", None)
    return found if isinstance(found, Election) else None


class Elections:
    """See ``documents.elections.ElectionSource``."""

    def find(self, user: User, election_id: int) -> Election | None:
        return Election.objects.visible_to(user).with_places().filter(pk=election_id).first()

    def day_of(self, subject: Any) -> dt.date:
        day: dt.date | None = getattr(subject, "day", None)
        return day or election_of(subject).election_day

    def rulebook_of(self, subject: Any) -> Rulebook:
        return election_of(subject).rulebook

    def check_stage(self, subject: Any, stages: Collection[str]) -> Decision:
        election = election_of(subject)
        return rules.check_stage(election.stage, set(stages), election.deferred, election.words)

    def check_order(self, subject: Any, step: str) -> Decision:
        election = election_of(subject)
        row = Step.objects.filter(election=election, code=step, dropped=False).first()
        missing = missing_before(row) if row is not None else []
        if not missing:
            return Decision()
        return order.check_order(missing=missing, excepted=is_excepted(election, gate_of_step(step)))

    def check_signer(self, subject: Any, paper: str, signer: str) -> Decision:
        election = find_election(subject)
        if election is None or signer != election.committee_title:
            return Decision()
        return check_committee_acts(election, excepted=is_excepted(election, gate_of_paper(paper)))

    def exception_url(self, subject: Any, *, paper: str, step: str = "") -> str:
        gate = gate_of_step(step) if step else gate_of_paper(paper)
        return reverse("villages:order_except", args=[election_of(subject).pk, gate])

    def asks(self, election: Election) -> list[Ask[Any]]:
        return [steps_of.ask(election.pk), *election.rule_asks()]

    def step_days(self, election_id: int) -> Mapping[str, Due]:
        rows = [step for step in steps_of(election_id) if not step.dropped]
        return {
            step.code: Due(step.deadline, step.limit_source if step.deadline == step.limit_on else "")
            for step in rows
            if step.deadline
        }

    def paper_issued(self, document: Document) -> None:
        steps.document_issued(document)

    def paper_posted(self, posting: Posting) -> None:
        steps.notice_posted(posting)

    def posting_voided(self, posting: Posting) -> None:
        steps.notice_voided(posting)

    def paper_withdrawn(self, document: Document) -> None:
        steps.notice_withdrawn(document)

    def paper_untrue(self, document: Document) -> None:
        steps.notice_untrue(document)

    def paper_true_again(self, document: Document) -> None:
        steps.notice_true_again(document)
