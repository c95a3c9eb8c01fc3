"""What papers ask about elections, without knowing what an election is.

The app that owns elections lends one source at start-up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from election_office.accounts.models import User
from election_office.law.decision import Decision
from election_office.law.rulebooks import Rulebook

if TYPE_CHECKING:
    from election_office.core.gather import Ask
    from election_office.documents.models import Document, Posting
    from election_office.documents.notice import Due


class ElectionSource(Protocol):
    """What the app of elections lends. ``subject``: whatever a paper is about."""

    def find(self, user: User, election_id: int) -> Any | None:
        """The row templates/layout/election.html needs, or None when this user may not see it."""

    def day_of(self, subject: Any) -> date:
        """The day the people vote: of the subject's own round where it has one."""

    def rulebook_of(self, subject: Any) -> Rulebook: ...

    def check_stage(self, subject: Any, stages: Collection[str]) -> Decision:
        """Whether the village stands at one of these stages."""

    def check_order(self, subject: Any, step: str) -> Decision:
        """Whether everything is done that the step of that code waits for, or the township excepted it."""

    def check_signer(self, subject: Any, paper: str, signer: str) -> Decision:
        """Whether the body that signs a paper of no step exists and can act, or the township excepted it."""

    def exception_url(self, subject: Any, *, paper: str, step: str = "") -> str:
        """The page on which the township lets the paper, of that step or of none, come before its turn."""

    def asks(self, election: Any) -> list[Ask[Any]]:
        """What the days of steps and the rules of an election are read from."""

    def step_days(self, election_id: int) -> Mapping[str, Due]:
        """By when each step must be done, by its code. One statement."""

    def paper_issued(self, document: Document) -> None: ...

    def paper_posted(self, posting: Posting) -> None: ...

    def posting_voided(self, posting: Posting) -> None: ...

    def paper_withdrawn(self, document: Document) -> None: ...

    def paper_untrue(self, document: Document) -> None:
        """The paper no longer says what is so: the step it closed opens again."""

    def paper_true_again(self, document: Document) -> None:
        """The facts are again what the paper says: it closes its step as before."""


_sources: list[ElectionSource] = []


def register(source: ElectionSource) -> None:
    """A second registration replaces the first."""
    _sources[:] = [source]


def is_known() -> bool:
    return bool(_sources)


def source() -> ElectionSource:
    """Raises LookupError while no app lends elections."""
    if not _sources:
        raise LookupError("No app lends elections.")
    return _sources[0]


def find(user: User, election_id: int) -> Any | None:
    """The election as its own app shows it to this user; None when unseen or no app lends elections."""
    return _sources[0].find(user, election_id) if _sources else None


def day_of(subject: Any) -> date:
    return source().day_of(subject)


def rulebook_of(subject: Any) -> Rulebook:
    return source().rulebook_of(subject)


def where_to_ask(subject: Any) -> str:
    """Where people ask about a paper, in the words of its place; empty when it is about no election."""
    words = getattr(getattr(subject, "election", subject), "words", None)
    return str(getattr(words, "body_short", ""))


def office_phone(subject: Any) -> str:
    """The telephone of the township's office, where people ask; empty where it is not entered."""
    village = getattr(getattr(subject, "election", subject), "village", None)
    return str(getattr(getattr(village, "township", None), "phone", ""))
