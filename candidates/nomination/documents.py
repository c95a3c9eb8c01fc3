"""The papers of nomination: the blank ballot and forms, the report, the preliminary list as it hangs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from candidates.changes import sentence
from candidates.models import NomineeObjection
from candidates.nomination import actions, corrections, queries
from election_office.documents.kinds import DocumentKind, Place, register
from election_office.documents.models import Document, Posting
from election_office.documents.paper import (
    Block,
    Column,
    Heading1,
    Paper,
    Para,
    Signatures,
    Table,
)
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages.actions import close_step, notice_posted, notice_voided, notice_withdrawn
from villages.documents import NOTICE_NUMBER, heading_facts, places_of, two_line_title
from villages.models import Election


def _list_facts(election: Election) -> dict[str, Any]:
    strokes = election.rulebook.value("list_order")["preliminary"] == "strokes"
    plan = queries.plan_of(election)
    old = queries.preliminary_notice(election)
    changes = sentence(corrections.preliminary_changes(election, old))
    title = "初步候选人名单更正公告" if changes else "初步候选人名单公告"
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会选举{title}",
        "basis": str(election.rulebook.cite("nominators")),
        "order": "按姓氏笔画为序" if strokes else "按得票多少为序",
        "objection_days": plan.objection_days if plan else 3,
        "corrects": old.number if old and changes else "",
        "changes": changes,
        "posts": [
            {
                "title": post.title,
                "seats": post.seats,
                "people": [{"name": one.person.name, "woman": one.person.sex == "female"} for one in listed],
            }
            for post, listed in queries.preliminary_order(election)
        ],
    }


def names_line(people: Sequence[Mapping[str, Any]]) -> str:
    """The names of a list in one line of text; two characters take the width of three, women are marked."""
    names = []
    for one in people:
        name = str(one["name"])
        wide = f"{name[0]}　{name[1]}" if len(name) == 2 else name
        names.append(f"{wide}（女）" if one["woman"] else wide)
    return "、".join(names)


def correction_opening(facts: Mapping[str, Any], what: str) -> str:
    """How a corrected list begins: which notice it takes the place of, and who left or joined."""
    return f"{facts['corrects']}公告公布的{what}有变动：{facts['changes']}。"


def _list_paper(facts: dict[str, Any]) -> Paper:
    changes = facts.get("changes", "")
    if changes:
        blocks: list[Block] = [
            Para(
                f"{correction_opening(facts, '初步候选人名单')}"
                f"根据{facts['basis']}，现将更正后的名单重新公布（{facts['order']}）："
            )
        ]
    else:
        blocks = [
            Para(f"根据{facts['basis']}，经提名并由本人同意，现公布初步候选人名单（{facts['order']}）：")
        ]
    for number, post in enumerate(facts["posts"], start=1):
        people = post["people"]
        blocks.append(
            Heading1(
                f"{cn_number(number)}、{post['title']}初步候选人（{len(people)}名，应选{post['seats']}名）"
            )
        )
        blocks.append(Para(names_line(people)))
    blocks.append(
        Para(
            f"对名单有意见的，请自公布之日起{cn_number(facts['objection_days'])}日内向村民选举委员会提出。"
            "初步候选人经资格审查后，确定为正式候选人并另行公告。"
        )
    )
    return Paper(
        title=two_line_title(facts, "初步候选人名单更正公告" if changes else "初步候选人名单公告"),
        blocks=tuple(blocks),
        signature=(facts["committee"],),
    )


def _list_posted(posting: Posting) -> None:
    """The list hangs everywhere: nominating is over, and its own step is done too."""
    notice_posted(posting)
    document = posting.document
    if document.fully_posted_on is None:
        return
    assert document.election_id is not None, "a preliminary list belongs to an election"
    election = Election.objects.get(pk=document.election_id)
    plan = queries.plan_of(election)
    nominated_on = min(plan.closes_on, document.fully_posted_on) if plan else document.fully_posted_on
    paper = f"{document.number} {document.title}".strip()
    for code, day in (("nomination", nominated_on), ("preliminary", document.fully_posted_on)):
        close_step(election=election, code=code, done_on=day, evidence=paper, by=posting.recorded_by)


PRELIMINARY_NOTICE = register(
    DocumentKind(
        code=queries.PRELIMINARY_NOTICE,
        title="初步候选人名单公告",
        facts=_list_facts,
        compose=_list_paper,
        number_rule=NOTICE_NUMBER,
        places=places_of,
        public=True,
        single=True,
        signed_by=lambda facts: str(facts["committee"]),
        on_issued=actions.require_preliminary,
        on_posted=_list_posted,
        on_voided=notice_voided,
        on_revoked=notice_withdrawn,
    )
)


def _decision_places(objection: NomineeObjection) -> list[Place]:
    """The village's board and the board of the group of the person concerned."""
    nominee = objection.nominee
    group = nominee.registration.group
    wanted = ("village", f"group-{group.number}" if group else "")
    places = nominee.election.village.places()
    return [Place(one.key, one.name, required=one.key in wanted) for one in places]


def _decision_facts(objection: NomineeObjection) -> dict[str, Any]:
    nominee = objection.nominee
    election = Election.objects.with_places().get(pk=nominee.election_id)
    return heading_facts(election) | {
        "title": f"{election.village.name}对候选人意见处理决定书",
        "name": nominee.person.name,
        "post": nominee.post.title,
        "received": cn_date(objection.received_on),
        "in_time": objection.in_time,
        "text": objection.text,
        "upheld": objection.outcome == NomineeObjection.Outcome.UPHELD,
        "answer": objection.answer,
        "decided": cn_date(objection.decided_on) if objection.decided_on else "",
    }


def _decision_paper(facts: dict[str, Any]) -> Paper:
    """Who spoke up is nobody's business on the wall; the paper names the person it is about."""
    late = "" if facts["in_time"] else "该意见超过提出意见的期限，本委员会自行进行了核对。"
    outcome = (
        f"意见成立，{facts['name']}不再作为{facts['post']}初步候选人，名单的变动另发更正公告。"
        if facts["upheld"]
        else f"意见不成立，{facts['name']}仍为{facts['post']}初步候选人。"
    )
    return Paper(
        title=f"{facts['village']}{facts['term']}村民委员会选举\n对候选人意见处理决定书",
        blocks=(
            Para(
                f"{facts['received']}，本委员会收到对{facts['post']}初步候选人{facts['name']}的意见：“"
                f"{str(facts['text']).rstrip('。')}。”{late}"
            ),
            Heading1("一、查明的情况和理由"),
            Para(facts["answer"]),
            Heading1("二、处理决定"),
            Para(outcome),
            Para(f"本决定于{facts['decided']}作出，现予公布。"),
        ),
        signature=(facts["committee"],),
    )


def _answered(document: Document) -> None:
    """Before the answer there is no decision to publish."""
    if not NomineeObjection.objects.get(pk=int(document.subject.rpartition(":")[2])).outcome:
        raise ValidationError("这条意见还没有答复，不能签发处理决定书。")


OBJECTION_DECISION = register(
    DocumentKind(
        code=corrections.DECISION,
        title="对候选人意见处理决定书",
        facts=_decision_facts,
        compose=_decision_paper,
        places=_decision_places,
        public=True,
        single=True,
        signed_by=lambda facts: str(facts["committee"]),
        on_issued=_answered,
    )
)


def _report_facts(election: Election) -> dict[str, Any]:
    counted = queries.totals(queries.sheets_of(election))
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会选举提名得票报告单",
        "issued": counted.issued,
        "recovered": counted.recovered,
        "void": counted.void,
        "blank": counted.blank,
        "rows": [
            [row.post.title, row.name, str(row.votes), row.nominee.person.name if row.nominee else ""]
            for row in queries.written_names(election)
        ],
    }


def _report_paper(facts: dict[str, Any]) -> Paper:
    return Paper(
        title=two_line_title(facts, "提名得票报告单"),
        blocks=(
            Para(
                f"发出提名票{facts['issued']}张，收回{facts['recovered']}张，"
                f"其中无效票{facts['void']}张、弃权票{facts['blank']}张。"
            ),
            Table(
                columns=(
                    Column("职位", 2),
                    Column("票面姓名", 3),
                    Column("得票", 2),
                    Column("认定的人员", 3),
                ),
                rows=tuple(tuple(row) for row in facts["rows"]),
            ),
            Signatures(("总监票人", "监票人", "计票人", "选委会主任"), per_line=2),
        ),
        signature=(facts["committee"],),
    )


NOMINATION_REPORT = register(
    DocumentKind(
        code="candidates.nomination_report",
        title="提名得票报告单",
        facts=_report_facts,
        compose=_report_paper,
        single=True,
        signed_by=lambda facts: str(facts["committee"]),
    )
)


def _form_facts(election: Election) -> dict[str, Any]:
    plan = queries.plan_of(election)
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会选举提名用表",
        "least": plan.joint_least if plan else 10,
        "window": f"{cn_date(plan.opens_on)}至{cn_date(plan.closes_on)}" if plan else "",
        "posts": [{"title": post.title, "seats": post.seats} for post in election.posts.all()],
    }


def _ballot_paper(facts: dict[str, Any]) -> Paper:
    rows = tuple((post["title"], "") for post in facts["posts"] for _ in range(post["seats"]))
    return Paper(
        title=two_line_title(facts, "提名票"),
        blocks=(
            Table(
                columns=(Column("职位", 2), Column("提名人选姓名", 5)), rows=rows, points=14, row_height_mm=13
            ),
            Para("一、每个职位提名的人数不得多于格数，多于的无效。"),
            Para("二、同一人不要写在两个职位下。"),
            Para("三、被提名的人须为登记参加本村选举的村民，字迹应当能够辨认。"),
        ),
        signature=(f"{facts['committee']}（盖章）",),
        page_numbers=False,
    )


def _self_paper(facts: dict[str, Any]) -> Paper:
    posts = "　".join(f"□{post['title']}" for post in facts["posts"])
    window = f"（报名时间：{facts['window']}）" if facts["window"] else ""
    fields = (
        ("姓名", "性别"),
        ("出生日期", "文化程度"),
        ("政治面貌", "联系电话"),
        ("村民小组", "现任职务"),
    )
    return Paper(
        title=two_line_title(facts, "自荐表"),
        blocks=(
            Para(f"自荐职位（只选一项）：{posts}{window}", indent=False),
            Table(
                columns=(Column("项目", 2), Column("填写", 4), Column("项目", 2), Column("填写", 4)),
                rows=tuple((left, "", right, "") for left, right in fields),
                row_height_mm=12,
            ),
            Table(columns=(Column("个人简历和竞职承诺"),), rows=(("",),), row_height_mm=62),
            Para("本人自愿参加选举，以上内容属实，并遵守选举纪律。"),
            Signatures(("自荐人签名", "日期", "收表人", "收到日期"), per_line=2),
        ),
        page_numbers=False,
    )


def _joint_paper(facts: dict[str, Any]) -> Paper:
    """Two spare lines for signers who turn out not to be on the roll; twenty-six fit on the sheet."""
    lines = min(facts["least"] + 2, 26)
    return Paper(
        title=two_line_title(facts, "联名提名表"),
        blocks=(
            Para(f"我们联名提名　　　　　为　　　　　人选（须有{facts['least']}名以上登记选民署名）。"),
            Table(
                columns=(Column("序号", 1), Column("署名", 3), Column("所在小组", 3), Column("日期", 3)),
                rows=tuple((str(n), "", "", "") for n in range(1, lines + 1)),
                row_height_mm=10 if lines <= 14 else 6,
            ),
            Signatures(("收表人", "收到日期"), per_line=2),
        ),
        page_numbers=False,
    )


def _choice_paper(facts: dict[str, Any]) -> Paper:
    posts = "　".join(f"□{post['title']}" for post in facts["posts"])
    return Paper(
        title=two_line_title(facts, "参选意愿和职位选择书"),
        blocks=(
            Para(f"{facts['committee']}：", indent=False),
            Para("本人　　　　　　，对被提名一事表示（只选一项）："),
            Para("□同意参选，职位为（只选一项）："),
            Para(f"　　{posts}"),
            Para("□不同意参选，或者退出候选人名单。"),
            Para("本人知道一人只能作为一个职位的候选人，选择一个职位即不再作为其他职位的人选。"),
            Signatures(("本人签名", "日期", "收表人", "收到日期"), per_line=2),
        ),
        page_numbers=False,
    )


FORMS = {
    code: register(
        DocumentKind(
            code=f"candidates.nomination_{code}",
            title=title,
            facts=_form_facts,
            compose=compose,
            single=True,
            signed_by=lambda facts: str(facts["committee"]),
        )
    )
    for code, title, compose in (
        ("ballot", "提名票", _ballot_paper),
        ("self", "自荐表", _self_paper),
        ("joint", "联名提名表", _joint_paper),
        ("choice", "参选意愿和职位选择书", _choice_paper),
    )
}
"""Papers written on or signed by hand, printed from the page: code of the address → kind."""
