"""The papers of an objection: the receipt the objector takes home, the decision that is posted."""

from __future__ import annotations

from typing import Any

from election_office.accounts.permissions import Permission
from election_office.documents.kinds import DocumentKind, NumberRule, Place, register
from election_office.documents.models import Document, Posting
from election_office.documents.paper import Fields, Heading1, Paper, Para, Signatures
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages.documents import election_of, heading_facts
from voters.models import Objection, RollVersion
from voters.objections.actions import result_posted


def decision_places(objection: Objection) -> list[Place]:
    """The village's board and the group of the person concerned; every group when that is not known."""
    about = objection.about
    group = f"group-{about.group.number}" if about is not None and about.group is not None else ""
    return [
        Place(place.key, place.name, required=place.key in ("village", group) or not group)
        for place in objection.election.village.places()
    ]


def _version_words(version: RollVersion) -> str:
    """How people call the version: the notice's number when it has one."""
    number = version.document.number if version.document else ""
    return f"{'补充公告' if version.kind == RollVersion.Kind.SUPPLEMENT else '公告'}{number}"


def _shared(objection: Objection) -> dict[str, Any]:
    election = objection.election
    book = election.rulebook
    words = book.words
    return heading_facts(election) | {
        "roll": words.roll,
        "number": objection.number,
        "objector": objection.objector_name,
        "about": objection.about_name,
        "about_place": objection.about.place if objection.about else "不在名单上",
        "claim": objection.get_claim_display(),
        "text": objection.text,
        "how": objection.get_how_display(),
        "received": cn_date(objection.received_on),
        "version": _version_words(objection.roll_version),
        "window_until": cn_date(objection.window_until),
        "in_time": objection.in_time,
        "due": cn_date(objection.due_on),
        "by": str(book.cite("objection_days")),
        "decision_days": book.value("decision_days"),
    }


def _receipt_facts(objection: Objection) -> dict[str, Any]:
    return _shared(objection) | {
        "title": f"{objection.election.village.name}选民名单申诉受理单",
        "contact": "已留" if objection.contact_cipher else "",
        "paper": objection.paper_name,
        "clerk": objection.entered_by.name,
    }


def _receipt_paper(facts: dict[str, Any]) -> Paper:
    late = "" if facts["in_time"] else "（逾期收到，登记后由村民选举委员会自行核对）"
    return Paper(
        title=facts["title"],
        blocks=(
            Fields(
                (
                    ("受理编号", f"第{facts['number']}号"),
                    ("收到日期", facts["received"]),
                    ("申诉人", facts["objector"]),
                    ("联系电话", facts["contact"] or "未留"),
                    ("所涉人员", facts["about"]),
                    ("村民小组", facts["about_place"]),
                    ("提出方式", facts["how"]),
                    ("申诉材料", "已收" if facts["paper"] else "无"),
                ),
                per_line=2,
            ),
            Fields((("申诉事项", facts["claim"]),)),
            Fields((("针对名单", facts["version"]),)),
            Heading1("申诉理由"),
            Para(facts["text"]),
            Para(
                f"申诉期限到{facts['window_until']}为止{late}。村民选举委员会自收到申诉之日起"
                f"{cn_number(facts['decision_days'])}日内，即{facts['due']}以前作出处理决定，并公布处理结果"
                f"（依据：{facts['by']}）。本单一式两份，申诉人和村民选举委员会各执一份。"
            ),
            Signatures(("申诉人签名", "受理人签名"), per_line=2),
        ),
        signature=(facts["committee"],),
        page_numbers=False,
    )


RECEIPT = register(
    DocumentKind(
        code="voters.objection_receipt",
        title="选民名单申诉受理单",
        facts=_receipt_facts,
        compose=_receipt_paper,
        number_rule=NumberRule(
            "objection_receipt",
            label=lambda subject, year, n: f"{election_of(subject).village.name}申受〔{year}〕{n}号",
            scope=lambda subject: f"election:{election_of(subject).pk}",
        ),
        permission=Permission.ROLL_EDIT,
        # The reasons may name what is nobody else's business.
        view_permission=Permission.ROLL_EDIT,
        single=True,
        signed_by=lambda facts: str(facts["committee"]),
    )
)


def _decision_facts(objection: Objection) -> dict[str, Any]:
    return _shared(objection) | {
        "title": f"{objection.election.village.name}选民名单申诉处理决定书",
        "upheld": objection.outcome == Objection.Outcome.UPHELD,
        "decision": objection.decision_text,
        "decided": cn_date(objection.decided_on) if objection.decided_on else "",
        "supplement": bool(objection.supplement_id),
        "claim_code": objection.claim,
    }


ORDERS = {
    "add": "将{about}列入{roll}。",
    "remove": "取消{about}的登记，不再列入{roll}。",
    "correct": "更正{about}在{roll}上的登记内容。",
    "other": "按本决定办理。",
}


def _decision_paper(facts: dict[str, Any]) -> Paper:
    if facts["upheld"]:
        order = ORDERS[facts["claim_code"]].format(about=facts["about"], roll=facts["roll"])
        outcome = f"申诉成立。{order}" + ("名单的变动另发补充公告。" if facts["supplement"] else "")
    else:
        outcome = "申诉不成立，名单不作变动。"
    late = "" if facts["in_time"] else "该申诉超过申诉期限，本委员会自行进行了核对。"
    return Paper(
        title=facts["title"],
        blocks=(
            Para(
                f"{facts['received']}，本委员会收到{facts['objector']}{facts['how']}提出的申诉"
                f"（受理第{facts['number']}号），对{facts['roll']}（{facts['version']}）中有关{facts['about']}"
                f"的登记有异议，认为“{facts['claim']}”。{late}"
            ),
            Heading1("一、查明的情况和理由"),
            Para(facts["decision"]),
            Heading1("二、处理决定"),
            Para(outcome),
            Para(f"本决定于{facts['decided']}作出，现将处理结果予以公布（依据：{facts['by']}）。"),
        ),
        signature=(facts["committee"],),
    )


def _issued(document: Document) -> None:
    Objection.objects.filter(pk=int(document.subject.rpartition(":")[2])).update(document=document)


def _posted(posting: Posting) -> None:
    """Told to the people once the last required place has it: that day counts, and stays when a
    corrected paper follows."""
    document = posting.document
    objection = Objection.objects.filter(document=document, state=Objection.State.DECIDED).first()
    if objection is not None and document.fully_posted_on is not None:
        result_posted(objection, document.fully_posted_on, by=posting.recorded_by)


def _voided(posting: Posting) -> None:
    """The entry of a posting was a mistake: without it people may not have been told, or only later."""
    document = posting.document
    objection = Objection.objects.filter(document=document, state=Objection.State.POSTED).first()
    if objection is not None and document.replaces_id is None:
        result_posted(objection, document.fully_posted_on, by=posting.recorded_by)


def _withdrawn(document: Document) -> None:
    """A revoked decision paper tells nobody anything: the result waits to be published."""
    Objection.objects.filter(document=document).update(
        document=None, posted_on=None, state=Objection.State.DECIDED
    )


DECISION = register(
    DocumentKind(
        code="voters.objection_decision",
        title="选民名单申诉处理决定书",
        facts=_decision_facts,
        compose=_decision_paper,
        places=decision_places,
        permission=Permission.ROLL_CONFIRM,
        public=True,
        single=True,
        signed_by=lambda facts: str(facts["committee"]),
        on_issued=_issued,
        on_posted=_posted,
        on_voided=_voided,
        on_revoked=_withdrawn,
    )
)
