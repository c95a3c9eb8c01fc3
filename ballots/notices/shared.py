"""What the papers of a round share: its heading, its places, and when they may still be signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from ballots.models import Box, Result, Round
from ballots.queries import boxes_of, contests_of
from candidates.queries import formal_candidates
from election_office.documents.notice import Place
from election_office.documents.queries import current_document
from election_office.law.dates import cn_date
from election_office.law.decision import Citation, Decision, Finding
from villages.models import Election
from villages.notices.shared import ElectionFacts, two_line_title


@dataclass(frozen=True)
class RoundFacts(ElectionFacts):
    """What every paper of a round names. It never changes, as ``ElectionFacts``."""

    what: str
    polled: str
    polled_day: dt.date


def round_heading(round: Round, what: str) -> dict[str, Any]:
    """The facts of ``RoundFacts``; a round after the first says in its title which it is."""
    election = round.election
    named = what if round.number == 1 else f"{what}（{round.title}）"
    return {
        "title": f"{election.village.name}{election.cycle.title}{election.words.body}选举{named}",
        "township": election.village.township.name,
        "village": election.village.name,
        "term": election.cycle.title,
        "committee": election.committee_title,
        "day": election.election_day,
        "what": named,
        "polled": cn_date(round.day),
        "polled_day": round.day,
    }


def round_title(facts: RoundFacts, body: str) -> str:
    return two_line_title(facts, body, facts.what)


def read_article(cite: Citation) -> str:
    """The article for the wall; nothing where nobody has read it."""
    return str(cite) if cite.verified else ""


def by_the_article(basis: str) -> str:
    return f"根据{basis}，" if basis else ""


# Every paper asks the election for its rows. They are fetched with it once; without a round nothing is asked.


def held_rounds(election: Election) -> list[Round]:
    prefetch_related_objects([election], "rounds")
    held = [voting for voting in election.rounds.all() if voting.state != Round.State.CANCELLED]
    return sorted(held, key=lambda voting: voting.number)


def current_rounds(election: Election) -> Sequence[Round]:
    return held_rounds(election)[-1:]


def results_in_force(election: Election) -> list[Result]:
    prefetch_related_objects([election], "rounds__results__winners__decisions")
    return [
        result
        for voting in held_rounds(election)
        for result in voting.results.all()
        if result.revoked_at is None
    ]


def station_places(round: Round) -> list[Place]:
    """At the village, and at every place where people vote."""
    village = [place for place in round.election.village.places() if place.key == "village"]
    stations = [
        Place(f"box:{box.pk}", box.place or box.name)
        for box in boxes_of(round)
        if box.kind == Box.Kind.STATION
    ]
    return [*village, *stations]


def before_the_polls_close(code: str, round: Round) -> Decision:
    """Papers before the vote are first signed before it; a mistake in one may be put right afterwards."""
    passed = round.takes_ballots or current_document(round, code) is not None
    message = f"{round.title}{round.get_state_display()}，投票前的公告不再签发。"
    return Decision((Finding("round_closed", passed, message),))


# ------------------------------------------------------------------ who stands in a later round


@dataclass(frozen=True)
class Standing:
    """A post of a later round: who stands, in ballot order, with the votes of the vote before."""

    title: str
    seats: int
    names: tuple[str, ...]
    votes: tuple[int | None, ...]


def standing_in(round: Round) -> tuple[Standing, ...]:
    standing = {row.post.pk: row.candidates for row in formal_candidates(round.election, round.number)}
    return tuple(
        Standing(
            title=contest.post.title,
            seats=contest.seats,
            names=tuple(row.person.name for row in standing.get(contest.post.pk, [])),
            votes=tuple(row.nomination_votes for row in standing.get(contest.post.pk, [])),
        )
        for contest in contests_of(round)
    )
