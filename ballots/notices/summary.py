"""The result as its papers print it: typed, and read from papers of any age."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from ballots.models import Result
from ballots.summary import summary_of
from election_office.documents.facts import Json, from_json
from election_office.law.dates import cn_date
from villages.notices.shared import ElectionFacts


@dataclass(frozen=True)
class VoteLine:
    name: str
    votes: int
    write_in: bool
    status: str
    word: str

    @property
    def shown_name(self) -> str:
        return f"{self.name}（另选）" if self.write_in else self.name


@dataclass(frozen=True)
class PostLine:
    """``next``: what the open seats ask for; ``robust``: what the ballots beyond the limit change."""

    title: str
    seats: int
    void: int
    blank: int
    valid_ballots: int
    votes: tuple[VoteLine, ...]
    elected: tuple[str, ...]
    undetermined: tuple[str, ...]
    pending: tuple[str, ...]
    annulled: tuple[str, ...]
    tied: tuple[str, ...]
    unfilled: int
    next: str
    runoff_candidates: tuple[str, ...]
    robust: str


@dataclass(frozen=True)
class FindingLine:
    code: str
    severity: str
    message: str


@dataclass(frozen=True)
class Summary:
    round: str
    valid: bool
    registered: int
    issued: int
    recovered: int
    voted: int
    excess_proxies: int
    posts: tuple[PostLine, ...]
    next: tuple[str, ...]
    findings: tuple[FindingLine, ...]


@dataclass(frozen=True)
class ResultFacts(ElectionFacts):
    """What notice and report of a result share. It never changes, as ``ElectionFacts``."""

    polled: dt.date
    polled_words: str
    basis: str
    told: tuple[str, ...]
    summary: Summary


def result_heading(result: Result, title: str) -> dict[str, Any]:
    """The facts of ``ResultFacts``. Raises ValidationError for a result that was withdrawn."""
    if result.revoked_at is not None:
        raise ValidationError("这次选举结果已经作废，不能再签发公文。")
    election, voting = result.election, result.round
    summary = summary_of(result.count, result.outcome, election.rulebook, voting.day)
    return {
        "title": f"{election.village.name}{election.cycle.title}{election.words.body}{title}",
        "township": election.village.township.name,
        "village": election.village.name,
        "term": election.cycle.title,
        "committee": election.committee_title,
        "day": election.election_day,
        "polled": voting.day,
        "polled_words": cn_date(voting.day),
        "basis": str(election.rulebook.cite("result_on_the_spot")),
        "summary": from_json(Summary, first_summary(summary | {"round": voting.title})),
    }


def first_summary(found: Json) -> Json:
    """A summary as the first version held it, in the shape of the present; the oldest papers lack some."""
    return {
        **{name: found[name] for name in ("round", "valid", "registered", "issued", "recovered", "voted")},
        "excess_proxies": found["excess_proxies"],
        "posts": [_first_post(post) for post in found["posts"]],
        "next": list(found["next"]),
        "findings": [
            {name: finding[name] for name in ("code", "severity", "message")} for finding in found["findings"]
        ],
    }


def _first_post(post: Json) -> Json:
    names = PostLine.__dataclass_fields__
    old = {"undetermined": [], "annulled": [], "robust": ""} | {
        name: value for name, value in post.items() if name in names
    }
    lines = VoteLine.__dataclass_fields__
    return old | {"votes": [{name: line[name] for name in lines} for line in post["votes"]]}
