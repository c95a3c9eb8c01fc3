"""The notices of the preselection: how it is held (预选办法), and its result."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from candidates.models import Nominee, Preselection
from candidates.nomination import queries as nomination
from candidates.preselection import actions, queries
from election_office.documents.kinds import DocumentKind, register
from election_office.documents.models import Document
from election_office.documents.paper import Column, Paper, Para, Table
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages.actions import notice_posted, notice_voided, notice_withdrawn
from villages.documents import NOTICE_NUMBER, heading_facts, places_of, two_line_title
from villages.models import Election


def _result_facts(election: Election) -> dict[str, Any]:
    meeting = queries.meeting_of(election)
    by_votes = election.rulebook.value("list_order")["formal"] == "votes"
    posts = []
    for row in nomination.nominees_by_post(election):
        people = row.chosen if row.preselects else row.listed
        people = sorted(people, key=_by_votes)
        goes = sorted(row.going_on, key=_by_votes if by_votes else lambda one: (0, 0, one.person.stroke_key))
        posts.append(
            {
                "title": row.post.title,
                "places": row.places,
                "voted": row.voted,
                "rows": [[one.person.name, _votes(one)] for one in people],
                "going_on": [one.person.name for one in goes],
            }
        )
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会选举预选结果公告",
        "basis": str(election.rulebook.cite("preselect_body")),
        "body": meeting.get_body_display() if meeting else "",
        "held_on": cn_date(meeting.held_on) if meeting else "",
        "place": meeting.place if meeting else "",
        "numbers": _numbers(meeting),
        "posts": posts,
    }


def _by_votes(nominee: Nominee) -> tuple[int, int, str]:
    return -(nominee.preselect_votes or 0), -(nominee.tie_votes or 0), nominee.person.stroke_key


def _votes(nominee: Nominee) -> str:
    """The votes, and those of the second ballot among equals, which decided."""
    again = "" if nominee.tie_votes is None else f"（再次投票{nominee.tie_votes}）"
    return f"{nominee.preselect_votes or 0}{again}"


def _numbers(meeting: Preselection | None) -> dict[str, int]:
    names = ("expected", "present", "issued", "recovered", "void")
    return {name: getattr(meeting, name) for name in names} if meeting else dict.fromkeys(names, 0)


def _result_paper(facts: dict[str, Any]) -> Paper:
    n = facts["numbers"]
    blocks: list[Para | Table] = [
        Para(
            f"{facts['held_on']}，由{facts['body']}在{facts['place']}对初步候选人无记名投票预选。"
            f"应到{n['expected']}人，实到{n['present']}人，发出预选票{n['issued']}张，收回{n['recovered']}张，"
            f"其中无效票{n['void']}张。现将得票和入选人员公布如下："
        )
    ]
    for number, post in enumerate(facts["posts"], start=1):
        names = "、".join(post["going_on"])
        if not post["voted"]:
            blocks.append(
                Para(
                    f"{cn_number(number)}、{post['title']}：初步候选人没有超过应定的候选人数，未经预选入选：{names}。"
                )
            )
            continue
        blocks.append(Para(f"{cn_number(number)}、{post['title']}，应定候选人{post['places']}名，得票："))
        blocks.append(
            Table(columns=(Column("姓名"), Column("得票")), rows=tuple(tuple(row) for row in post["rows"]))
        )
        blocks.append(Para(f"入选：{names}。"))
    blocks.append(Para("入选人员经资格审查后，确定为正式候选人并另行公告。"))
    return Paper(
        title=two_line_title(facts, "预选结果公告"),
        blocks=tuple(blocks),
        signature=(facts["committee"],),
    )


RESULT_NOTICE = register(
    DocumentKind(
        code=queries.RESULT_NOTICE,
        title="预选结果公告",
        facts=_result_facts,
        compose=_result_paper,
        number_rule=NOTICE_NUMBER,
        places=places_of,
        public=True,
        single=True,
        signed_by=lambda facts: str(facts["committee"]),
        on_issued=actions.require_result,
        on_posted=notice_posted,
        on_voided=notice_voided,
        on_revoked=notice_withdrawn,
    )
)


def _method_facts(election: Election) -> dict[str, Any]:
    book = election.rulebook
    share = book.value("nomination_turnout")
    voters = book.value("preselect_body") == "voters"
    quorum = book.value("reps_meeting_quorum")
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会选举预选办法公告",
        "by_voters": voters,
        "body": Preselection.Body.VOTERS.label if voters else Preselection.Body.REPRESENTATIVES.label,
        "share": [share["num"], share["den"]] if voters else [quorum["num"], quorum["den"]],
        "write_in": book.value("write_in_allowed")["preselect"],
        "posts": [
            {"title": row.post.title, "places": row.places, "names": [one.person.name for one in row.chosen]}
            for row in nomination.nominees_by_post(election)
            if row.preselects
        ],
    }


def _method_paper(facts: dict[str, Any]) -> Paper:
    num, den = facts["share"]
    enough = (
        f"参加预选的超过登记参加选举的村民的{cn_number(den)}分之{cn_number(num)}，预选有效"
        if facts["by_voters"] and num
        else f"到会的达到应到人数的{cn_number(den)}分之{cn_number(num)}，预选有效"
        if num
        else "参加预选的人数不另作规定"
    )
    lines = [
        f"一、预选由{facts['body']}以无记名投票方式进行，{enough}。",
        "二、各职位应定的候选人数和参加预选的初步候选人："
        + "；".join(
            f"{post['title']}应定{post['places']}名，{'、'.join(post['names'])}" for post in facts["posts"]
        )
        + "。",
        "三、每张预选票所划的人数不得多于应定的候选人数，多划的无效。"
        + ("可以另选他人。" if facts["write_in"] else "不能另选他人，写有他人的无效。"),
        "四、按得票多少确定入选人员；得票相等不能确定的，在得票相等的人中再次投票。",
        "五、预选结果当场公布，并由村民选举委员会公告。",
    ]
    return Paper(
        title=two_line_title(facts, "预选办法公告"),
        blocks=tuple(Para(line) for line in lines),
        signature=(facts["committee"],),
    )


def _require_contest(document: Document) -> None:
    """Hook of the method notice: there is something to vote on."""
    if not document.facts["posts"]:
        raise ValidationError("各职位初步候选人都没有超过应定的候选人数，不须预选。")


METHOD_NOTICE = register(
    DocumentKind(
        code="candidates.preselection_method",
        title="预选办法公告",
        facts=_method_facts,
        compose=_method_paper,
        number_rule=NOTICE_NUMBER,
        places=places_of,
        public=True,
        single=True,
        signed_by=lambda facts: str(facts["committee"]),
        on_issued=_require_contest,
        on_posted=notice_posted,
        on_voided=notice_voided,
        on_revoked=notice_withdrawn,
    )
)
