"""What the committee decided on an objection (名单申诉处理决定书)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db.models import QuerySet

from election_office.accounts.permissions import Permission
from election_office.core.gather import rows_once
from election_office.documents.facts import Json
from election_office.documents.kinds import Place
from election_office.documents.models import Document, Posting
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Heading1, Paper, Para
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.words import GENERAL
from villages.models import Election
from villages.models.elections import Stage
from voters.models import Objection
from voters.notices.shared import ObjectionFacts, objection_heading
from voters.objections.actions import result_posted


@dataclass(frozen=True)
class DecisionFacts(ObjectionFacts):
    """Version 2 says ``against`` for the roll objected to."""

    version: ClassVar[int] = 2

    upheld: bool
    decision: str
    decided: str
    supplement: bool
    claim_code: str


def places(objection: Objection) -> list[Place]:
    """The village's board and the group of the person concerned; every group when that is not known."""
    about = objection.about
    group = f"group-{about.group.number}" if about is not None and about.group is not None else ""
    return [
        Place(place.key, place.name, required=place.key in ("village", group) or not group)
        for place in objection.election.village.places()
    ]


def facts(objection: Objection) -> DecisionFacts:
    return DecisionFacts(
        **objection_heading(objection, f"{objection.election.words.roll_short}申诉处理决定书"),
        upheld=objection.outcome == Objection.Outcome.UPHELD,
        decision=objection.answer,
        decided=cn_date(objection.decided_on) if objection.decided_on else "",
        supplement=bool(objection.supplement_id),
        claim_code=objection.claim,
    )


def from_version_1(old: Json) -> Json:
    against = old.pop("version")
    return old | {"against": against}


ORDERS = {
    "add": "将{about}列入{roll}。",
    "remove": "取消{about}的登记，不再列入{roll}。",
    "correct": "更正{about}在{roll}上的登记内容。",
    "other": "按本决定办理。",
}


def layout(facts: DecisionFacts) -> Paper:
    if facts.upheld:
        order = ORDERS[facts.claim_code].format(about=facts.about, roll=facts.roll)
        outcome = f"申诉成立。{order}" + ("名单的变动另发补充公告。" if facts.supplement else "")
    else:
        outcome = "申诉不成立，名单不作变动。"
    late = "" if facts.in_time else "该申诉超过申诉期限，本委员会自行进行了核对。"
    return Paper(
        title=facts.title,
        blocks=(
            Para(
                f"{facts.received}，本委员会收到{facts.objector}{facts.how}提出的申诉"
                f"（受理第{facts.number}号），对{facts.roll}（{facts.against}）中有关{facts.about}"
                f"的登记有异议，认为“{facts.claim}”。{late}"
            ),
            Heading1("一、查明的情况和理由"),
            Para(facts.decision),
            Heading1("二、处理决定"),
            Para(outcome),
            Para(f"本决定于{facts.decided}作出，现将处理结果予以公布（依据：{facts.by}）。"),
        ),
        signature=(facts.committee,),
    )


def requires(objection: Objection) -> Decision:
    return Decision(
        (Finding("undecided", bool(objection.outcome), "还没有作出处理决定，不能签发处理决定书。"),)
    )


def _issued(document: Document) -> None:
    Objection.objects.filter(pk=int(document.subject.rpartition(":")[2])).update(document=document)


def _posted(posting: Posting) -> None:
    """The people know once the last required place has it: that day counts, and stays when a
    corrected paper follows."""
    document = posting.document
    objection = Objection.objects.filter(document=document, state=Objection.State.DECIDED).first()
    if objection is not None and document.fully_posted_on is not None:
        result_posted(objection, document.fully_posted_on, by=posting.recorded_by)


def _voided(posting: Posting) -> None:
    """The entry of a posting was a mistake: without it people may not know yet, or only later."""
    document = posting.document
    objection = Objection.objects.filter(document=document, state=Objection.State.POSTED).first()
    if objection is not None and document.replaces_id is None:
        result_posted(objection, document.fully_posted_on, by=posting.recorded_by)


def _withdrawn(document: Document) -> None:
    """A revoked decision paper tells nobody anything: the result waits to be published."""
    Objection.objects.filter(document=document).update(
        document=None, posted_on=None, state=Objection.State.DECIDED
    )


@rows_once
def _of(election: Election) -> QuerySet[Objection]:
    rows = Objection.objects.filter(election=election).exclude(outcome="")
    return rows.with_details().defer("roll_version__document__facts").order_by("number")


NOTICE = register(
    Notice(
        code="voters.objection_decision",
        title=f"{GENERAL.roll_short}申诉处理决定书",
        about="一件名单申诉查明的情况、处理决定和理由。",
        subject=Objection,
        facts_type=DecisionFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        # The committee's own number, given with the decision.
        own_number=lambda objection: objection.decision_number,
        places=places,
        permission=Permission.ROLL_CONFIRM,
        signed_by=lambda facts: facts.committee,
        requires=requires,
        stages=(Stage.ELECTION,),
        subjects=_of,
        reads=(_of,),
        link="voters:objection_list",
        on_issued=_issued,
        on_posted=_posted,
        on_voided=_voided,
        on_revoked=_withdrawn,
    )
)
