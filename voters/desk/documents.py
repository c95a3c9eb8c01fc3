"""告知公告: until when villagers who are away are asked to say whether they take part."""

from __future__ import annotations

from typing import Any

from election_office.accounts.permissions import Permission
from election_office.documents.kinds import DocumentKind, register
from election_office.documents.models import Document
from election_office.documents.paper import Paper, Para
from election_office.law.dates import cn_date
from villages.documents import NOTICE_NUMBER, day_of, heading_facts, places_of, two_line_title
from voters.models import RollSettings
from voters.rules.registration import registration_article


def _facts(settings: RollSettings) -> dict[str, Any]:
    election = settings.election
    book = election.rulebook
    labels = {one["code"]: one["label"] for one in book.value("rolloff_grounds")}
    grounds = [labels[code] for code in ("declined", "no_reply", "unreachable") if code in labels]
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会选举外出村民登记告知公告",
        "reply_by": cn_date(settings.reply_by),
        "place": election.village.notice_place,
        "by": str(registration_article(book, "第二款第二项")),
        "grounds": grounds,
        "grounds_by": str(book.cite("rolloff_grounds")) if grounds else "",
        "roll": book.words.roll,
    }


def _paper(facts: dict[str, Any]) -> Paper:
    outcome = (
        f"属于“{'”“'.join(facts['grounds'])}”情形的，经村民选举委员会确认，可以不列入{facts['roll']}"
        f"（依据：{facts['grounds_by']}）。"
        if facts["grounds"]
        else f"到期没有表示参加选举的，不列入{facts['roll']}。"
    )
    return Paper(
        title=two_line_title(facts, "外出村民登记告知公告"),
        blocks=(
            Para("户籍在本村、不在本村居住的村民：", indent=False),
            Para(
                f"本村{facts['term']}村民委员会换届选举定于{day_of(facts)}举行。根据{facts['by']}，户籍在本村、"
                "不在本村居住的村民，本人表示参加选举的，列入参加选举的村民名单。"
            ),
            Para(
                f"请于{facts['reply_by']}以前，由本人以电话、短信、信函等方式向村民选举委员会表示是否参加本届"
                "选举；也请家属代为转告。"
            ),
            Para(outcome),
            Para("不列入名单以后、选举日以前表示参加的，可以向村民选举委员会申请列入。"),
        ),
        signature=(facts["committee"],),
    )


def _issued(document: Document) -> None:
    RollSettings.objects.filter(pk=int(document.subject.rpartition(":")[2])).update(
        notice=document, notice_number=document.number
    )


def _revoked(document: Document) -> None:
    """Nobody was told any more: silence means nothing until another paper is issued."""
    RollSettings.objects.filter(notice=document).update(notice=None, notice_number="")


REPLY_NOTICE = register(
    DocumentKind(
        code="voters.reply_notice",
        title="外出村民登记告知公告",
        facts=_facts,
        compose=_paper,
        number_rule=NOTICE_NUMBER,
        places=places_of,
        permission=Permission.ROLL_CONFIRM,
        public=True,
        single=True,
        signed_by=lambda facts: str(facts["committee"]),
        on_issued=_issued,
        on_revoked=_revoked,
    )
)
