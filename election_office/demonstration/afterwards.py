"""What follows a declared result in the demonstration: a whole handover, and one without the seal."""

from __future__ import annotations

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile

from ballots.afterwards import actions, queries
from ballots.notices.handover import NOTICE
from election_office.accounts.models import User
from election_office.documents import actions as documents
from election_office.law.words import in_words_of
from villages.models import Election

ITEMS = (
    ("seal", "公章", "1枚"),
    ("books", "总账、明细账和凭证", "11本"),
    ("assets", "集体资产清单", "1份，27项"),
    ("contracts", "土地承包和租赁合同", "14份"),
    ("debts", "债权债务明细", "1份"),
    ("files", "村级档案", "36卷"),
)
NONE_OF_IT = ("services", "公共服务事项由便民服务站直接办理")
SCAN = b"%PDF-1.4\n%demonstration\n"


def _list_items(election: Election, day: dt.date, officer: User, missing: str) -> None:
    for kind, name, count in ITEMS:
        name = in_words_of(election.kind, name)
        item = actions.add_item(
            election=election, kind=kind, name=name, listed=count, giver="原班子甲", by=officer
        )
        gone = kind != missing
        actions.update_item(
            item=item,
            listed=count,
            giver="原班子甲",
            handed_on=day if gone else None,
            handed=count if gone else "",
            receiver="新班子甲" if gone else "",
            shortfall="" if gone else f"{name}{count}",
            by=officer,
        )
    kind, reason = NONE_OF_IT
    actions.add_item(election=election, kind=kind, name=reason, nothing=True, by=officer)


def hand_over(election: Election, officer: User, day: dt.date) -> None:
    """Everything given and signed for on that day; the first duties of the new team."""
    _list_items(election, day, officer, missing="")
    documents.issue(NOTICE.code, election, by=officer)
    actions.sign_list(
        election=election,
        signed_on=day,
        host="选举委员会甲",
        giver="原班子甲",
        receiver="新班子甲",
        supervisor="包村干部甲",
        file=SimpleUploadedFile("移交清单签字件.pdf", SCAN),
        by=officer,
    )
    for holder, work in zip(queries.team(election), ("全面工作", "妇女和民政", "治保和调解"), strict=False):
        actions.set_duty(holder=holder, work=work, from_on=day, paid=True, by=officer)


def hand_over_without_the_seal(election: Election, officer: User, day: dt.date) -> None:
    """The seal is not given; the electoral committee has asked for it in writing."""
    _list_items(election, day, officer, missing="seal")
    seal = election.handover_items.get(kind="seal")
    actions.take_measure(
        item=seal,
        kind="urged",
        against="原班子甲",
        taken_on=day,
        due_on=day + dt.timedelta(days=3),
        paper_number=f"{election.village.name}选催〔{day.year}〕1号",
        what="请在限期内将公章交到选举委员会。",
        by=officer,
    )
