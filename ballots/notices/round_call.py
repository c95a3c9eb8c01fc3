"""A repeated election or a by-election (重新选举、补选公告)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from ballots.aftermath.queries import ROUND_NOTICE as CODE
from ballots.models import RoundCall
from ballots.notices.aftermath import titled, to_all
from ballots.notices.shared import Standing, held_rounds, standing_in
from ballots.rules.results import basis
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Fields, Paper, Para
from election_office.law.dates import cn_date
from villages.models import Election
from villages.notices.shared import NOTICE_NUMBER, ElectionFacts, first_words_in, places_of, words_in

LATER: Final = "另行公布"


@dataclass(frozen=True)
class RoundCallWords:
    body: str
    people: str
    voter: str


@dataclass(frozen=True)
class RoundCallFacts(ElectionFacts):
    """Version 2 added the words of the election."""

    version: ClassVar[int] = 2

    what: str
    ordered_by: str
    ordered: str
    paper: str
    reason: str
    polled: str
    place: str
    article: str
    majority: str
    posts: tuple[Standing, ...]
    repeat: bool
    words: RoundCallWords


def facts(call: RoundCall) -> RoundCallFacts:
    election, voting = call.election, call.round
    book = election.rulebook
    repeat = voting.kind == voting.Kind.REPEAT
    return RoundCallFacts(
        **titled(election, f"{voting.title}公告"),
        what=voting.title,
        ordered_by=call.ordered_by,
        ordered=cn_date(call.ordered_on),
        paper=call.paper_number,
        reason=call.reason.rstrip("。"),
        polled=cn_date(voting.day),
        place=election.polling_place or LATER,
        article=str(book.cite("repeat_days" if repeat else "by_election_body")),
        majority=str(book.cite("win_threshold")),
        posts=standing_in(voting),
        repeat=repeat,
        words=words_in(RoundCallWords, election.words),
    )


def present(call: RoundCall, printed: RoundCallFacts) -> Mapping[str, Any]:
    """A place that was left to a later notice is set by that notice."""
    place = call.election.polling_place or LATER
    return {
        "polled": cn_date(call.round.day),
        "place": LATER if printed.place == LATER else place,
        "posts": standing_in(call.round),
    }


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(RoundCallWords)}


def layout(facts: RoundCallFacts) -> Paper:
    words = facts.words
    rest = () if facts.repeat else (Para(f"补选的成员，任期到本届{words.body}任期届满时止。"),)
    pairs = [
        (f"{post.title}（{post.seats}名）", "、".join(post.names) or "不提候选人") for post in facts.posts
    ]
    majority = f"{words.voter}过半数投票，选举有效；得到参加投票的{words.people}过半数选票的，始得当选。"
    return to_all(
        facts,
        words,
        f"{facts.what}公告",
        f"因{facts.reason}，经{facts.ordered_by}{facts.ordered}决定（{facts.paper}），"
        f"定于{facts.polled}举行{facts.what}。{basis(facts.article)}",
        f"投票地点：{facts.place}。职位、名额和候选人如下：",
        blocks=(Fields(pairs), Para(f"{majority}{basis(facts.majority)}"), *rest),
    )


def _calls(election: Election) -> Sequence[RoundCall]:
    later = [voting.pk for voting in held_rounds(election) if voting.number > 1]
    return list(RoundCall.objects.filter(round__in=later)) if later else []


NOTICE = register(
    Notice(
        code=CODE,
        title="重新选举、补选公告",
        about="重新选举或者补选由谁决定、何时何地举行。",
        subject=RoundCall,
        facts_type=RoundCallFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        subjects=_calls,
        link="ballots:result",
        untrue_when={"polled": "投票日", "place": "投票地点", "posts": "职位、名额和候选人"},
        untrue_by=(
            "election.polling_set",
            "candidate.entered",
            "candidate.withdrew",
            "candidate.struck",
        ),
        present=present,
    )
)
