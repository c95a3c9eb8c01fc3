"""The list of formal candidates as it hangs (正式候选人名单公告), or of those who signed up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils import timezone

from candidates import actions, queries
from candidates.changes import sentence
from candidates.nomination.queries import preliminary_notice
from candidates.notices.lists import (
    Listed,
    ListFacts,
    correction_opening,
    evidence_of,
    listed,
    names_line,
    nomination_open_again,
    nomination_open_unless_it_hangs,
    order_words,
)
from election_office.documents.facts import Json
from election_office.documents.models import Posting
from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Heading1, Paper, Para
from election_office.law.dates import cn_date
from election_office.law.decision import Decision
from election_office.law.text import cn_number
from villages.actions import close_step
from villages.committee.queries import check_nobody_must_leave
from villages.models import Election
from villages.models.elections import Stage
from villages.notices.shared import (
    NOTICE_NUMBER,
    first_words_in,
    heading,
    places_of,
    two_line_title,
    words_in,
)

FORMAL_LIST, DIRECT_LIST = "正式候选人名单公告", "自荐竞职人员名单公告"


@dataclass(frozen=True)
class FormalPost:
    title: str
    seats: int
    candidates: tuple[Listed, ...]


@dataclass(frozen=True)
class FormalWords:
    here: str
    body: str
    committee: str
    voter_short: str


@dataclass(frozen=True)
class FormalFacts(ListFacts):
    """``direct``: the village has no candidates, who signed up is listed. Version 2 added the words."""

    version: ClassVar[int] = 2

    what: str
    direct: bool
    posts: tuple[FormalPost, ...]
    words: FormalWords


def _posts(election: Election) -> tuple[FormalPost, ...]:
    return tuple(
        FormalPost(row.post.title, row.post.seats, listed(candidate.person for candidate in row.candidates))
        for row in queries.formal_candidates(election)
    )


def facts(election: Election) -> FormalFacts:
    book = election.rulebook
    direct = queries.is_direct(election)
    old = queries.current_notice(election)
    changes = sentence(queries.formal_changes(election, old))
    what = DIRECT_LIST if direct else FORMAL_LIST
    if changes:
        what = what.replace("公告", "更正公告")
    return FormalFacts(
        **heading(election, f"{election.words.body}选举{what}"),
        what=what,
        direct=direct,
        corrects=old.number if old and changes else "",
        changes=changes,
        basis=str(book.cite("modes" if direct else "differential")),
        order=order_words(book.value("list_order")["self_nominated" if direct else "formal"]),
        posts=_posts(election),
        words=words_in(FormalWords, election.words),
    )


def present(election: Election, printed: FormalFacts) -> Mapping[str, Any]:
    return {"day": election.election_day, "posts": _posts(election)}


def from_version_1(old: Json) -> Json:
    missing = {"what": FORMAL_LIST, "direct": False, "corrects": "", "changes": ""}
    return missing | old | {"words": first_words_in(FormalWords)}


def requires(election: Election) -> Decision:
    """The list is lawful, and nobody on it sits on the committee or belongs to one who does."""
    return queries.check_list(election, timezone.localdate()) + check_nobody_must_leave(election)


def layout(facts: FormalFacts) -> Paper:
    words = facts.words
    what = "自荐竞职人员名单" if facts.direct else "正式候选人名单"
    if facts.changes:
        opening = f"{correction_opening(facts, what)}现将更正后的名单重新公布如下（{facts.order}）："
    elif facts.direct:
        opening = (
            f"根据{facts.basis}，{words.here}{facts.term}{words.body}选举不设候选人。"
            f"自荐竞职人员经资格审查，名单公布如下（{facts.order}）："
        )
    else:
        opening = (
            f"根据{facts.basis}，经提名推荐和资格审查，{words.committee}确定{facts.term}{words.body}"
            f"正式候选人名单如下（{facts.order}）："
        )
    blocks: list[Para | Heading1] = [Para(opening)]
    for number, post in enumerate(facts.posts, start=1):
        who = f"竞职{post.title}" if facts.direct else f"{post.title}候选人"
        counted = f"（{len(post.candidates)}名，应选{post.seats}名）"
        blocks.append(Heading1(f"{cn_number(number)}、{who}{counted}"))
        blocks.append(Para(names_line(post.candidates) or ("无" if facts.direct else "")))
    voter, day = words.voter_short, cn_date(facts.day)
    blocks.append(
        Para(
            f"投票选举日为{day}。{voter}可以投票选举自荐竞职人员，也可以另选其他{voter}，也可以弃权。"
            if facts.direct
            else f"投票选举日为{day}。对名单有意见的，请向{words.committee}提出；{voter}也可以另选他人。"
        )
    )
    return Paper(
        title=two_line_title(facts, words.body, facts.what),
        blocks=tuple(blocks),
        signature=(facts.committee,),
    )


def _posted(posting: Posting) -> None:
    """Where a village has no preliminary list, nominating is over when this list hangs."""
    document = posting.document
    if document.fully_posted_on is None or document.untrue:
        return
    assert document.election_id is not None, "a formal list belongs to an election"
    election = Election.objects.get(pk=document.election_id)
    if preliminary_notice(election) is None:
        paper = evidence_of(document)
        day = document.fully_posted_on
        close_step(election=election, code="nomination", done_on=day, evidence=paper, by=posting.recorded_by)


def spoken(facts: FormalFacts) -> list[str]:
    who = "自荐竞职人员" if facts.direct else "正式候选人"
    return [
        f"{facts.words.here}{facts.term}{facts.words.body}的{who}已经确定。",
        *(
            f"{post.title}，应选{post.seats}名，{who}是："
            f"{'、'.join(row.name + ('，女' if row.woman else '') for row in post.candidates)}。"
            for post in facts.posts
            if post.candidates
        ),
        f"选举日是{cn_date(facts.day)}，请按时参加投票。",
    ]


NOTICE = register(
    Notice(
        code=queries.FORMAL_NOTICE,
        title=FORMAL_LIST,
        about="各职位正式候选人；不设候选人的村为自荐竞职人员。",
        subject=Election,
        facts_type=FormalFacts,
        facts=facts,
        layout=layout,
        spoken=spoken,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        requires=requires,
        stages=(Stage.ELECTION,),
        closes=Step(
            code="formal_list",
            title="公布正式候选人名单",
            stage="election",
            order=220,
            days_before=6,
            deadline="D16",
            responsible="committee",
            waits_for=("roll_notice",),
            help="分职位、按规定次序张榜公布，候选人名额须多于应选名额。",
            page="candidates:list",
        ),
        link="candidates:list",
        untrue_when={"day": "选举日", "posts": "各职位候选人和应选名额"},
        untrue_by=(
            "election.day_moved",
            "election.posts_set",
            "candidate.entered",
            "candidate.withdrew",
            "candidate.struck",
            "candidate.order_fixed",
        ),
        present=present,
        on_issued=actions.freeze_the_rules,
        on_posted=_posted,
        on_voided=nomination_open_unless_it_hangs,
        on_revoked=nomination_open_again,
    )
)
