"""The preliminary list as it hangs (初步候选人名单公告)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from candidates.changes import sentence
from candidates.models import Nominee
from candidates.nomination import corrections, queries
from candidates.nomination.queries import plan_of
from candidates.notices.lists import (
    ListedPost,
    ListFacts,
    correction_opening,
    evidence_of,
    listed,
    names_line,
    nomination_open_again,
    nomination_open_unless_it_hangs,
    order_words,
)
from candidates.notices.needs import has_preliminary_list
from election_office.documents.facts import Json
from election_office.documents.models import Posting
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Block, Heading1, Paper, Para
from election_office.law.decision import Decision, Finding
from election_office.law.text import cn_number
from villages.actions import close_step
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

FIRST, CORRECTED = "初步候选人名单公告", "初步候选人名单更正公告"


@dataclass(frozen=True)
class PreliminaryWords:
    body: str
    committee: str


@dataclass(frozen=True)
class PreliminaryFacts(ListFacts):
    """Version 2 added the words of the election."""

    version: ClassVar[int] = 2

    objection_days: int
    posts: tuple[ListedPost, ...]
    words: PreliminaryWords


def _posts(election: Election) -> tuple[ListedPost, ...]:
    return tuple(
        ListedPost(post.title, post.seats, listed(person.person for person in people))
        for post, people in queries.preliminary_order(election)
    )


def facts(election: Election) -> PreliminaryFacts:
    plan = plan_of(election)
    old = queries.preliminary_notice(election)
    changes = sentence(corrections.preliminary_changes(election, old))
    return PreliminaryFacts(
        **heading(election, f"{election.words.body}选举{CORRECTED if changes else FIRST}"),
        basis=str(election.rulebook.cite("nominators")),
        order=order_words(election.rulebook.value("list_order")["preliminary"]),
        objection_days=plan.objection_days if plan else 3,
        corrects=old.number if old and changes else "",
        changes=changes,
        posts=_posts(election),
        words=words_in(PreliminaryWords, election.words),
    )


def present(election: Election, printed: PreliminaryFacts) -> Mapping[str, Any]:
    return {"posts": _posts(election)}


def from_version_1(old: Json) -> Json:
    return {"corrects": "", "changes": ""} | old | {"words": first_words_in(PreliminaryWords)}


def requires(election: Election) -> Decision:
    made = Nominee.objects.filter(election=election, listed=True).exists()
    return Decision((Finding("no_list", made, "还没有产生初步候选人名单。"),))


def layout(facts: PreliminaryFacts) -> Paper:
    if facts.changes:
        opening = (
            f"{correction_opening(facts, '初步候选人名单')}"
            f"根据{facts.basis}，现将更正后的名单重新公布（{facts.order}）："
        )
    else:
        opening = f"根据{facts.basis}，经提名并由本人同意，现公布初步候选人名单（{facts.order}）："
    blocks: list[Block] = [Para(opening)]
    for number, post in enumerate(facts.posts, start=1):
        counted = f"（{len(post.people)}名，应选{post.seats}名）"
        blocks.append(Heading1(f"{cn_number(number)}、{post.title}初步候选人{counted}"))
        blocks.append(Para(names_line(post.people)))
    blocks.append(
        Para(
            f"对名单有意见的，请自公布之日起{cn_number(facts.objection_days)}日内向{facts.words.committee}提出。"
            "初步候选人经资格审查后，确定为正式候选人并另行公告。"
        )
    )
    return Paper(
        title=two_line_title(facts, facts.words.body, CORRECTED if facts.changes else FIRST),
        blocks=tuple(blocks),
        signature=(facts.committee,),
    )


def _posted(posting: Posting) -> None:
    """The list hangs everywhere: nominating is over, and its own step is done too."""
    document = posting.document
    if document.fully_posted_on is None or document.untrue:
        return
    assert document.election_id is not None, "a preliminary list belongs to an election"
    election = Election.objects.get(pk=document.election_id)
    plan = plan_of(election)
    nominated_on = min(plan.closes_on, document.fully_posted_on) if plan else document.fully_posted_on
    paper = evidence_of(document)
    for code, day in (("nomination", nominated_on), ("preliminary", document.fully_posted_on)):
        close_step(election=election, code=code, done_on=day, evidence=paper, by=posting.recorded_by)


NOTICE = register(
    Notice(
        code=queries.PRELIMINARY_NOTICE,
        title=FIRST,
        about="提名产生的各职位初步候选人。",
        subject=Election,
        facts_type=PreliminaryFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        requires=requires,
        stages=(Stage.ELECTION,),
        needed=has_preliminary_list,
        link="candidates:nomination",
        untrue_when={"posts": "各职位初步候选人"},
        untrue_by=(
            "nomination.withdrew",
            "nomination.dropped",
            "nomination.barred",
            "nomination.objected",
            "nomination.unlisted",
        ),
        present=present,
        on_posted=_posted,
        on_voided=nomination_open_unless_it_hangs,
        on_revoked=nomination_open_again,
    )
)
