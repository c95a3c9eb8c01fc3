"""The result as it hangs (选举结果公告)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from ballots.aftermath.queries import public_files
from ballots.models import Result
from ballots.notices.shared import results_in_force
from ballots.notices.summary import (
    PostLine,
    ResultFacts,
    Summary,
    first_summary,
    result_heading,
)
from ballots.rules.results import told_in_public
from ballots.signed_result import signed_result
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Block, Column, Heading1, Heading2, Paper, Para, Table
from election_office.law.text import cn_number
from villages.models import Election
from villages.notices.shared import NOTICE_NUMBER, first_words_in, places_of, two_line_title, words_in

CODE = "ballots.result_notice"


@dataclass(frozen=True)
class ResultWords:
    body: str
    voter: str


@dataclass(frozen=True)
class ResultNoticeFacts(ResultFacts):
    """Version 2 added the words of the election and let go what no notice prints; version 3 the result as the
    picture holds it, signed (``ballots.signed_result``); version 4 ``says_pending``: the table says of a name
    written in that the review is to come; before, its cell was empty."""

    version: ClassVar[int] = 4

    words: ResultWords
    signed: str
    says_pending: bool


def facts(result: Result) -> ResultNoticeFacts:
    kind = "换届选举" if result.round.number == 1 else result.round.title
    heading = result_heading(result, f"{kind}结果公告")
    return ResultNoticeFacts(
        **heading,
        told=tuple(told_in_public(result.outcome)),
        words=_words(result.election),
        signed=signed_result(result, heading["summary"]),
        says_pending=True,
    )


def _words(election: Election) -> ResultWords:
    """Where households or representatives vote, it is they whom the number counts."""
    words = words_in(ResultWords, election.words)
    return replace(words, voter=election.base_label) if election.by_delegates else words


def from_version_1(old: Json) -> Json:
    more = {"summary": first_summary(old["summary"]), "words": first_words_in(ResultWords)}
    return {"told": []} | old | more  # the oldest papers tell nothing beside the votes


def from_version_2(old: Json) -> Json:
    return old | {"signed": ""}


def from_version_3(old: Json) -> Json:
    return old | {"says_pending": False}


def layout(facts: ResultNoticeFacts) -> Paper:
    summary, words = facts.summary, facts.words
    blocks: list[Block] = [
        Para(
            f"根据{facts.basis}，{facts.polled_words}举行的{facts.term}{words.body}"
            f"{summary.round}经公开计票，结果公布如下："
        ),
        Heading1("一、投票情况"),
        Para(
            f"{words.voter}{summary.registered}人，发出选票{summary.issued}张，"
            f"收回选票{summary.recovered}张。" + ("选举有效。" if summary.valid else "选举无效。")
        ),
    ]
    blocks += _of_the_posts(facts) if summary.valid else _void(summary)
    return Paper(
        title=_two_lines(facts), blocks=tuple(blocks), signature=(facts.committee,), signed=facts.signed
    )


def _void(summary: Summary) -> list[Block]:
    errors = [finding.message for finding in summary.findings if finding.severity == "error"]
    return [Para(sentence) for sentence in (*errors, *summary.next)]


def _of_the_posts(facts: ResultNoticeFacts) -> list[Block]:
    summary = facts.summary
    blocks: list[Block] = [Heading1("二、各职位得票情况")]
    for number, post in enumerate(summary.posts, start=1):
        blocks += _post_blocks(number, post, facts.says_pending)
    blocks.append(Heading1("三、当选名单"))
    blocks += [Para(_winners(post)) for post in summary.posts]
    blocks += [Para(line) for line in facts.told]
    if summary.next:
        blocks.append(Heading1("四、未选足的名额"))
        blocks += [Para(line) for line in _open_lines(summary)]
        blocks += [Para(sentence) for sentence in summary.next]
    return blocks


def _two_lines(facts: ResultNoticeFacts) -> str:
    kind = facts.summary.round
    what = "结果公告" if kind == "第一次投票" else f"{kind}结果公告"
    return two_line_title(facts, facts.words.body, what)


def _post_blocks(number: int, post: PostLine, says_pending: bool) -> list[Block]:
    rows = [
        # A winner who was written in: the votes are public at once, the seat after the review.
        [
            line.shown_name,
            str(line.votes),
            line.word if says_pending or line.status != "pending_review" else "",
        ]
        for line in post.votes
    ]
    return [
        Heading2(f"（{cn_number(number)}）{post.title}（应选{post.seats}名）"),
        Para(f"有效票{post.valid_ballots}张，无效票{post.void}张，弃权票{post.blank}张。"),
        Table([Column("姓名", 2), Column("得票", 1), Column("结果", 1)], rows, points=14),
    ]


def _winners(post: PostLine) -> str:
    line = f"{post.title}：{'、'.join(post.elected) or '暂无'}。"
    if post.pending:
        line += f"另选他人达到当选票数的{len(post.pending)}人，先公布得票，经资格审查后另行公布是否当选。"
    if post.undetermined:
        line += f"{'、'.join(post.undetermined)}得票在前，这一名额的结果不能确定，应当重新投票。"
    if post.annulled:
        line += f"{'、'.join(post.annulled)}依法不得当选，当选无效。"
    return line


def _open_lines(summary: Summary) -> list[str]:
    lines = []
    for post in summary.posts:
        if post.next == "tie_vote":
            lines.append(f"{post.title}缺{post.unfilled}名，{'、'.join(post.tied)}得票相等。")
        elif post.next == "runoff":
            names = "、".join(post.runoff_candidates) or "按规定另行提名"
            lines.append(f"{post.title}缺{post.unfilled}名，另行选举候选人：{names}。")
    return lines


NOTICE = register(
    Notice(
        code=CODE,
        title="选举结果公告",
        about="登记、发出、收回票数，每人得票和当选名单。",
        subject=Result,
        facts_type=ResultNoticeFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1, 2: from_version_2, 3: from_version_3},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        subjects=results_in_force,
        closes=Step(
            code="result_notice",
            title="公布选举结果",
            stage="election",
            order=300,
            days_before=0,
            deadline="D23",
            responsible="committee",
            waits_for=("polling",),
            before=("supervision", "group_leaders"),
            help="当场公布登记、发出、收回、有效、无效票数和每人得票数。",
            page="ballots:result",
        ),
        # The notice of a void vote ends nothing: the vote is to be repeated.
        closes_when=lambda facts: facts.summary.valid,
        link="ballots:result",
        public_files=public_files,
        visible=lambda user: Result.objects.visible_to(user).with_places(),
    )
)
