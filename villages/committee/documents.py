"""The papers about the electoral committee: its list of members (2) and each change among them (2-1)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from election_office.documents.kinds import DocumentKind, register
from election_office.documents.paper import Paper, Para
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages.actions import notice_posted, notice_voided, notice_withdrawn
from villages.committee import actions, queries
from villages.documents import NOTICE_NUMBER, heading_facts, places_of, two_line_title
from villages.models import CommitteeChange, CommitteeMember, Election

ROLES = (("chair", "主　任"), ("vice", "副主任"), ("member", "委　员"))


def wide(name: str) -> str:
    """A name of two characters takes the width of three, as lists of names are set."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name


def _list_facts(election: Election) -> dict[str, Any]:
    """The members as first chosen: later changes have papers of their own."""
    choice = queries.first_choice(election)
    if choice is None or choice.is_draft:
        raise ValidationError("村民选举委员会的推选还没有确认，请先登记推选情况并确认成员。")
    book = election.rulebook
    members = election.committee_members.filter(joined_by__isnull=True).select_related("person", "nominee")
    in_order = sorted(members, key=lambda row: (queries.RANK[row.first_role], -row.nominee.votes, row.pk))
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会选举村民选举委员会名单公告",
        "issuer": election.village.committee_name,
        "basis": str(book.cite("ec_chosen_by")),
        "held_on": cn_date(choice.held_on),
        "body": choice.get_body_display(),
        "days": book.value("ec_objection_days"),
        "count": len(in_order),
        "members": [
            {"name": row.person.name, "role": row.first_role, "woman": row.person.sex == "female"}
            for row in in_order
        ],
    }


def _list_paper(facts: dict[str, Any]) -> Paper:
    lines = []
    for role, title in ROLES:
        names = [
            wide(one["name"]) + ("（女）" if one["woman"] else "")
            for one in facts["members"]
            if one["role"] == role
        ]
        if names:
            lines.append(Para(f"{title}：{'、'.join(names)}"))
    return Paper(
        title=two_line_title(facts, "村民选举委员会名单公告"),
        blocks=(
            Para(
                f"根据{facts['basis']}，{facts['held_on']}经{facts['body']}推选，产生本村{facts['term']}"
                f"村民选举委员会，共{facts['count']}人，名单如下："
            ),
            *lines,
            Para(f"村民对上述名单有意见的，可在本公告公布之日起{facts['days']}日内向{facts['issuer']}提出。"),
        ),
        signature=(facts["issuer"],),
    )


COMMITTEE_NOTICE = register(
    DocumentKind(
        code=queries.COMMITTEE_NOTICE,
        title="村民选举委员会名单公告",
        facts=_list_facts,
        compose=_list_paper,
        number_rule=NOTICE_NUMBER,
        places=places_of,
        public=True,
        single=True,
        signed_by=lambda facts: str(facts["issuer"]),
        on_issued=actions.require_published_list,
        on_posted=notice_posted,
        on_voided=notice_voided,
        on_revoked=notice_withdrawn,
    )
)


def _change_facts(change: CommitteeChange) -> dict[str, Any]:
    election = change.election
    book = election.rulebook
    departed = list(change.departed.select_related("person"))
    joined = list(change.joined.select_related("person", "nominee"))
    used: dict[str, str] = {
        CommitteeMember.Ground.NOMINATED: "ec_withdraw_trigger",
        CommitteeMember.Ground.RELATIVE: "ec_withdraw_relatives",
        CommitteeMember.Ground.ABSENT: "ec_auto_leave_absences",
    }
    keys = [used[row.left_ground] for row in departed if row.left_ground in used]
    if departed or joined:
        keys.append("ec_vacancy_rule")
    what = "村民选举委员会成员退出和递补公告" if departed or joined else "村民选举委员会主任变更公告"
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会选举{what}",
        "what": what,
        "basis": list(dict.fromkeys(str(book.cite(key)) for key in keys)),
        "happened_on": cn_date(change.happened_on),
        "departed": [
            {"name": row.person.name, "role": row.get_role_display(), "reason": row.left_reason}
            for row in departed
        ],
        "joined": [{"name": row.person.name, "votes": row.nominee.votes} for row in joined],
        "fill": change.fill,
        "new_chair": change.new_chair.person.name if change.new_chair else "",
        "chair_left": any(row.role == CommitteeMember.Role.CHAIR for row in departed),
        "presiding": change.presiding.person.name if change.presiding else "",
        "note": change.note,
    }


def _change_paper(facts: dict[str, Any]) -> Paper:
    parts: list[str] = []
    if facts["departed"]:
        who = "；".join(f"{one['name']}（{one['role']}），{one['reason']}" for one in facts["departed"])
        parts.append(f"下列成员退出村民选举委员会：{who}。")
    if facts["joined"]:
        parts.append(_joined(facts))
    elif facts["departed"]:
        later = (
            "出缺的成员另行推选，结果另行公布。" if facts["fill"] == "new_choice" else "出缺的名额不再补足。"
        )
        parts.append(later)
    if facts["new_chair"]:
        parts.append(f"经村民选举委员会成员推选，{facts['new_chair']}担任主任。")
    elif facts["chair_left"]:
        parts.append(f"主任出缺期间，由副主任{facts['presiding']}主持村民选举委员会的工作。")
    begin = f"根据{'、'.join(facts['basis'])}，" if facts["basis"] else ""
    return Paper(
        title=two_line_title(facts, facts["what"]),
        blocks=(
            Para(f"{begin}现将{facts['happened_on']}村民选举委员会成员变动情况公布如下："),
            *(Para(f"{cn_number(number)}、{text}") for number, text in enumerate(parts, start=1)),
        ),
        signature=(facts["committee"],),
    )


def _joined(facts: dict[str, Any]) -> str:
    names = "、".join(f"{one['name']}（{one['votes']}票）" for one in facts["joined"])
    if facts["fill"] == "new_choice":
        return f"{facts['note']}，下列人员为村民选举委员会成员：{names}。"
    more = "其余出缺的成员另行推选，结果另行公布。" if len(facts["departed"]) > len(facts["joined"]) else ""
    return f"按照原推选结果依次递补下列人员为村民选举委员会成员：{names}。{more}"


CHANGE_NOTICE = register(
    DocumentKind(
        code=queries.CHANGE_NOTICE,
        title="村民选举委员会成员退出和递补公告",
        facts=_change_facts,
        compose=_change_paper,
        number_rule=NOTICE_NUMBER,
        places=places_of,
        public=True,
        single=True,
        signed_by=lambda facts: str(facts["committee"]),
    )
)
