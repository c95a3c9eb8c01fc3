"""What the lists of holders share: who was chosen, when and by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from election_office.documents.facts import Json
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.words import in_words_of
from villages.bodies import queries
from villages.models import Body, Election
from villages.notices.shared import ElectionFacts, first_words_in, heading, words_in


@dataclass(frozen=True)
class Holder:
    name: str
    woman: bool
    post: str
    group: str
    votes: int | None


@dataclass(frozen=True)
class BodyWords:
    body: str
    here: str
    representative: str
    group: str
    group_leader: str
    group_meeting: str
    supervision: str


@dataclass(frozen=True)
class BodyFacts(ElectionFacts):
    """Version 2 added the words of the election."""

    version: ClassVar[int] = 2

    what: str
    chosen_on: str
    chosen_by: str
    holders: tuple[Holder, ...]
    basis: str
    words: BodyWords


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(BodyWords)}


def body_facts(election: Election, kind: str, what: str) -> dict[str, Any]:
    """The facts of ``BodyFacts`` but for the article."""
    body = queries.body_of(election, kind)
    if body is None:
        raise ValidationError(
            f"还没有登记{in_words_of(election.kind, Body.Kind(kind).label)}，请先登记产生情况和成员。"
        )
    return heading(election, what) | {
        "what": what,
        "chosen_on": cn_date(body.chosen_on),
        "chosen_by": body.origin,
        "holders": tuple(
            Holder(
                name=row.person.name,
                woman=row.person.sex == "female",
                post=row.post_title,
                group=row.group.title if row.group else "",
                votes=row.votes,
            )
            for row in queries.holders(body)
        ),
        "words": words_in(BodyWords, election.words),
    }


def lawful(kind: str) -> Callable[[Election], Decision]:
    """An unlawful body is not published."""

    def check(election: Election) -> Decision:
        body = queries.body_of(election, kind)
        if body is None:
            return Decision((Finding("no_body", False, "还没有登记这个组织，请先登记产生情况和成员。"),))
        return queries.check_body(body)

    return check


def with_sex(holder: Holder) -> str:
    return holder.name + ("（女）" if holder.woman else "")
