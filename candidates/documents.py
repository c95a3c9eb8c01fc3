"""The list of formal candidates as it hangs (正式候选人名单公告)."""

from __future__ import annotations

from typing import Any

from candidates import actions, queries
from candidates.nomination import documents as nomination_papers
from candidates.party import documents as party_papers
from candidates.preselection import documents as preselection_papers
from candidates.review import documents as review_papers
from election_office.documents.kinds import DocumentKind, register
from election_office.documents.paper import Heading1, Paper, Para
from election_office.law.text import cn_number
from villages.actions import notice_posted, notice_voided, notice_withdrawn
from villages.documents import NOTICE_NUMBER, day_of, heading_facts, places_of, two_line_title
from villages.models import Election


def _facts(election: Election) -> dict[str, Any]:
    book = election.rulebook
    strokes = book.value("list_order")["formal"] == "strokes"
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会选举正式候选人名单公告",
        "basis": str(book.cite("differential")),
        "order": "按姓氏笔画为序" if strokes else "按得票多少为序",
        "posts": [
            {
                "title": row.post.title,
                "seats": row.post.seats,
                "candidates": [
                    {"name": one.person.name, "woman": one.person.sex == "female"} for one in row.candidates
                ],
            }
            for row in queries.formal_candidates(election)
        ],
    }


def _paper(facts: dict[str, Any]) -> Paper:
    blocks: list[Para | Heading1] = [
        Para(
            f"根据{facts['basis']}，经提名推荐和资格审查，村民选举委员会确定{facts['term']}村民委员会"
            f"正式候选人名单如下（{facts['order']}）："
        )
    ]
    for number, post in enumerate(facts["posts"], start=1):
        names = "、".join(_spaced(one) for one in post["candidates"])
        blocks.append(
            Heading1(
                f"{cn_number(number)}、{post['title']}候选人（{len(post['candidates'])}名，应选{post['seats']}名）"
            )
        )
        blocks.append(Para(names))
    blocks.append(
        Para(f"投票选举日为{day_of(facts)}。对名单有意见的，请向村民选举委员会提出；选民也可以另选他人。")
    )
    return Paper(
        title=two_line_title(facts, "正式候选人名单公告"),
        blocks=tuple(blocks),
        signature=(facts["committee"],),
    )


def _spaced(candidate: dict[str, Any]) -> str:
    """Two-character names take the width of three, as lists of names are set."""
    name = str(candidate["name"])
    wide = f"{name[0]}　{name[1]}" if len(name) == 2 else name
    return f"{wide}（女）" if candidate["woman"] else wide


FORMAL_NOTICE = register(
    DocumentKind(
        code=queries.FORMAL_NOTICE,
        title="正式候选人名单公告",
        facts=_facts,
        compose=_paper,
        number_rule=NOTICE_NUMBER,
        places=places_of,
        public=True,
        signed_by=lambda facts: str(facts["committee"]),
        on_issued=actions.require_lawful_list,
        single=True,
        on_posted=notice_posted,
        on_voided=notice_voided,
        on_revoked=notice_withdrawn,
    )
)

# Imported so that the papers of nomination, the party branch and the joint review are registered with these.
__all__ = ["FORMAL_NOTICE", "nomination_papers", "party_papers", "preselection_papers", "review_papers"]
