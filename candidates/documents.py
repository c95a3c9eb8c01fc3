"""The list of formal candidates as it hangs (正式候选人名单公告)."""

from __future__ import annotations

from typing import Any

from candidates import actions, queries
from candidates.changes import sentence
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

FORMAL_LIST, DIRECT_LIST = "正式候选人名单公告", "自荐竞职人员名单公告"


def _facts(election: Election) -> dict[str, Any]:
    book = election.rulebook
    direct = queries.is_direct(election)
    strokes = book.value("list_order")["self_nominated" if direct else "formal"] == "strokes"
    old = queries.current_notice(election)
    changes = sentence(queries.formal_changes(election, old))
    what = DIRECT_LIST if direct else FORMAL_LIST
    if changes:
        what = what.replace("公告", "更正公告")
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会选举{what}",
        "what": what,
        "direct": direct,
        "corrects": old.number if old and changes else "",
        "changes": changes,
        "basis": str(book.cite("modes" if direct else "differential")),
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


def _direct_paper(facts: dict[str, Any]) -> Paper:
    blocks: list[Para | Heading1] = [
        _opening(
            facts,
            "自荐竞职人员名单",
            f"根据{facts['basis']}，本村{facts['term']}村民委员会选举不设候选人。"
            f"自荐竞职人员经资格审查，名单公布如下（{facts['order']}）：",
        )
    ]
    for number, post in enumerate(facts["posts"], start=1):
        blocks.append(
            Heading1(
                f"{cn_number(number)}、竞职{post['title']}"
                f"（{len(post['candidates'])}名，应选{post['seats']}名）"
            )
        )
        blocks.append(Para(nomination_papers.names_line(post["candidates"]) or "无"))
    blocks.append(
        Para(f"投票选举日为{day_of(facts)}。选民可以投票选举自荐竞职人员，也可以另选其他选民，也可以弃权。")
    )
    return Paper(
        title=two_line_title(facts, facts["what"]), blocks=tuple(blocks), signature=(facts["committee"],)
    )


def _opening(facts: dict[str, Any], what: str, plain: str) -> Para:
    """The first paragraph: of a list that hangs for the first time, or of its correction."""
    if not facts.get("changes"):
        return Para(plain)
    changed = nomination_papers.correction_opening(facts, what)
    return Para(f"{changed}现将更正后的名单重新公布如下（{facts['order']}）：")


def _paper(facts: dict[str, Any]) -> Paper:
    if facts.get("direct"):
        return _direct_paper(facts)
    blocks: list[Para | Heading1] = [
        _opening(
            facts,
            "正式候选人名单",
            f"根据{facts['basis']}，经提名推荐和资格审查，村民选举委员会确定{facts['term']}村民委员会"
            f"正式候选人名单如下（{facts['order']}）：",
        )
    ]
    for number, post in enumerate(facts["posts"], start=1):
        blocks.append(
            Heading1(
                f"{cn_number(number)}、{post['title']}候选人（{len(post['candidates'])}名，应选{post['seats']}名）"
            )
        )
        blocks.append(Para(nomination_papers.names_line(post["candidates"])))
    blocks.append(
        Para(f"投票选举日为{day_of(facts)}。对名单有意见的，请向村民选举委员会提出；选民也可以另选他人。")
    )
    return Paper(
        title=two_line_title(facts, facts.get("what", FORMAL_LIST)),
        blocks=tuple(blocks),
        signature=(facts["committee"],),
    )


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
