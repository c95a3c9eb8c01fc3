"""The result of the branch's change of term, for the party committee above (党组织选举结果的报告)."""

from __future__ import annotations

from dataclasses import dataclass

from candidates.notices.branch import (
    NUMBER,
    BranchFacts,
    CountedRound,
    Seated,
    check_branch,
    head,
    rounds,
    seated,
)
from candidates.notices.needs import has_branch
from candidates.party import queries
from candidates.party.actions import check_report
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Block, Column, Paper, Para, Table
from election_office.law.decision import Decision
from election_office.law.text import cn_number
from villages.models import Election


@dataclass(frozen=True)
class PartyReportFacts(BranchFacts):
    """``approved``: the number of the reply to the request; ``reduced``: seats given up by the meeting."""

    rounds: tuple[CountedRound, ...]
    people: tuple[Seated, ...]
    approved: str
    reduced: int
    held: str


def facts(election: Election) -> PartyReportFacts:
    plan, counted = queries.plan_of(election), rounds(election)
    reply = queries.approved(election, "candidates")
    return PartyReportFacts(
        **head(election, "选举结果的报告"),
        rounds=counted,
        people=seated(election),
        approved=reply.number if reply else "",
        reduced=plan.reduced if plan else 0,
        held=counted[-1].held if counted else "",
    )


def requires(election: Election) -> Decision:
    branch = check_branch(election)
    return branch + check_report(election) if branch.allowed else branch


def layout(facts: PartyReportFacts) -> Paper:
    last = facts.rounds[-1]
    by_role = {
        role: [person.name for person in facts.people if person.role == role]
        for role in ("书记", "副书记", "委员")
    }
    words = "；".join(f"{role}：{'、'.join(names)}" for role, names in by_role.items() if names)
    blocks: list[Block] = [
        Para(
            f"根据{facts.approved}，{facts.branch}于{facts.held}召开党员大会，应到会{last.due}人，"
            f"实到会{last.present}人，以无记名投票方式差额选举产生新一届委员会。"
        ),
        Table(
            columns=(Column("姓名", 2), Column("党员大会得票", 1.5), Column("职务", 1.5)),
            rows=tuple((person.name, str(person.votes), person.role) for person in facts.people),
        ),
        Para(f"委员会全体会议选举结果：{words}。"),
    ]
    if facts.reduced:
        blocks.append(Para(f"经党员大会表决同意，减少委员名额{cn_number(facts.reduced)}名。"))
    blocks.append(Para("以上选举结果，请批复。"))
    return Paper(
        title=f"{facts.branch}关于\n换届选举结果的报告",
        addressee=f"{facts.above}：",
        blocks=tuple(blocks),
        signature=(facts.branch,),
    )


NOTICE = register(
    Notice(
        code=queries.REPORT,
        title="党组织选举结果的报告",
        about="报乡镇党委批复选举结果。",
        subject=Election,
        facts_type=PartyReportFacts,
        facts=facts,
        layout=layout,
        number=NUMBER,
        signed_by=lambda facts: facts.branch,
        requires=requires,
        needed=has_branch,
        link="candidates:party",
        public=False,
    )
)
