"""Lists of holders as they hang: representatives (6), group leaders (6-1), the supervision committee (18)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError

from election_office.documents.kinds import DocumentKind, Facts, register
from election_office.documents.paper import Column, Name, NameGrid, NameGroup, Paper, Para, Table
from election_office.law.dates import cn_date
from villages.actions import notice_posted, notice_voided, notice_withdrawn
from villages.bodies import actions, queries, rules
from villages.documents import NOTICE_NUMBER, heading_facts, places_of, two_line_title
from villages.models import Body, Election


def _body_facts(election: Election, kind: str, what: str) -> dict[str, Any]:
    body = queries.body_of(election, kind)
    if body is None:
        raise ValidationError(f"还没有登记{Body.Kind(kind).label}，请先登记产生情况和成员。")
    rows = queries.holders(body)
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}{what}",
        "what": what,
        "chosen_on": cn_date(body.chosen_on),
        "chosen_by": body.get_chosen_by_display(),
        "holders": [
            {
                "name": row.person.name,
                "woman": row.person.sex == "female",
                "post": row.post_title,
                "group": row.group.title if row.group else "",
                "votes": row.votes,
            }
            for row in rows
        ],
    }


def _representatives_facts(election: Election) -> dict[str, Any]:
    book = election.rulebook
    facts = _body_facts(election, Body.Kind.REPRESENTATIVES, "村民代表名单公告")
    return facts | {
        "basis": str(book.cite("reps_households_min")),
        "total": len(facts["holders"]),
        "women": sum(one["woman"] for one in facts["holders"]),
    }


def _representatives_paper(facts: dict[str, Any]) -> Paper:
    groups: dict[str, list[Name]] = {}
    for one in facts["holders"]:
        groups.setdefault(one["group"] or "本村", []).append(Name(one["name"], marked=one["woman"]))
    return Paper(
        title=two_line_title(facts, facts["what"]),
        blocks=(
            Para(
                f"根据{facts['basis']}，{facts['chosen_on']}经{facts['chosen_by']}，本村推选产生村民代表"
                f"{facts['total']}人，其中妇女{facts['women']}人，任期与村民委员会的任期相同，名单如下："
            ),
            NameGrid(
                [NameGroup(f"{title}（{len(names)}人）", names) for title, names in groups.items()],
                legend="姓名后标有㊛的为妇女。",
            ),
        ),
        signature=(facts["committee"],),
    )


def _leaders_facts(election: Election) -> dict[str, Any]:
    facts = _body_facts(election, Body.Kind.GROUP_LEADERS, "村民小组长名单公告")
    return facts | {"basis": str(rules.group_leaders_article(election.rulebook))}


def _leaders_paper(facts: dict[str, Any]) -> Paper:
    return Paper(
        title=two_line_title(facts, facts["what"]),
        blocks=(
            Para(
                f"根据{facts['basis']}，经各村民小组会议推选，产生本村村民小组长{len(facts['holders'])}人，"
                "任期与村民委员会的任期相同，名单如下："
            ),
            Table(
                [Column("村民小组", 2), Column("组长", 2)],
                [
                    [one["group"], one["name"] + ("（女）" if one["woman"] else "")]
                    for one in facts["holders"]
                ],
            ),
        ),
        signature=(facts["committee"],),
    )


def _supervision_facts(election: Election) -> dict[str, Any]:
    facts = _body_facts(election, Body.Kind.SUPERVISION, "村务监督委员会推选结果公告")
    return facts | {"basis": str(election.rulebook.cite("supervision_finance_member"))}


def _supervision_paper(facts: dict[str, Any]) -> Paper:
    lines = []
    for post in rules.POSTS["supervision"].values():
        names = [
            one["name"] + ("（女）" if one["woman"] else "")
            for one in facts["holders"]
            if one["post"] == post
        ]
        if names:
            lines.append(Para(f"{post[0]}　{post[1]}：{'、'.join(names)}"))
    return Paper(
        title=two_line_title(facts, facts["what"]),
        blocks=(
            Para(
                f"根据{facts['basis']}，{facts['chosen_on']}经{facts['chosen_by']}推选，产生本村村务监督委员会，"
                f"共{len(facts['holders'])}人，任期与村民委员会的任期相同，名单如下："
            ),
            *lines,
        ),
        signature=(facts["committee"],),
    )


def _register(
    kind: str,
    title: str,
    facts: Callable[[Election], Facts],
    compose: Callable[[Facts], Paper],
) -> DocumentKind:
    return register(
        DocumentKind(
            code=queries.NOTICES[kind],
            title=title,
            facts=facts,
            compose=compose,
            number_rule=NOTICE_NUMBER,
            places=places_of,
            public=True,
            single=True,
            signed_by=lambda facts: str(facts["committee"]),
            on_issued=actions.require_lawful_body,
            on_posted=notice_posted,
            on_voided=notice_voided,
            on_revoked=notice_withdrawn,
        )
    )


REPRESENTATIVES_NOTICE = _register(
    Body.Kind.REPRESENTATIVES, "村民代表名单公告", _representatives_facts, _representatives_paper
)
GROUP_LEADERS_NOTICE = _register(
    Body.Kind.GROUP_LEADERS, "村民小组长名单公告", _leaders_facts, _leaders_paper
)
SUPERVISION_NOTICE = _register(
    Body.Kind.SUPERVISION, "村务监督委员会推选结果公告", _supervision_facts, _supervision_paper
)
