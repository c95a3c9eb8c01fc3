"""More of the preparation in the demonstration: roster, questions, money and goods, exceptions, drafts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from election_office.accounts.models import User
from election_office.law.words import GENERAL
from villages.groundwork import actions
from villages.groundwork.actions.township import Shift
from villages.groundwork.rules import Asked
from villages.models import Activity, Cycle, Election
from villages.preparation.actions import record_activity

QUESTIONS = (
    Asked(
        f"{GENERAL.body}选举由谁主持？",
        (GENERAL.committee, "乡镇人民政府", "上一届班子"),
        "A",
        "《村民委员会组织法》",
    ),
    Asked("每个登记的人最多可以接受几人的委托投票？", ("一人", "三人", "不限"), "B"),
    Asked("计票时两次录入不一致怎么办？", ("取平均", "逐项核对原票", "以先录入的为准"), "B"),
    Asked("发票员可以由谁担任？", ("候选人", "候选人的配偶", "与候选人没有近亲属关系的人"), "C"),
    Asked("当场应当公布哪些数字？", ("发出的票数", "收回的票数", "每人得票数"), "ABC"),
    Asked("秘密写票处应当设在哪里？", ("每个会场和投票站", "只设在主会场", "不需要"), "A"),
)
MATTERS = "处置集体资产、资源\n发包工程、签订新的承包租赁合同\n单笔三万元以上的支出"


def prepare(cycle: Cycle, elections: Sequence[Election], today: dt.date, officer: User) -> None:
    """Of the township once, and one village with a matter that could not wait."""
    if cycle.shifts.exists():
        return
    actions.set_shifts(
        cycle=cycle,
        lines=[
            Shift(today + dt.timedelta(days=ahead), "领导小组甲", "换届办甲、换届办乙", "0790-0000000")
            for ahead in range(7)
        ],
        by=officer,
    )
    actions.add_questions(township=cycle.township, lines=QUESTIONS, by=officer)
    _stores(cycle, elections[0], today, officer)
    day = today - dt.timedelta(days=12)
    paper = f"{cycle.township.name[:2]}发〔{today.year}〕18号"
    record_activity(
        cycle=cycle,
        kind=Activity.Kind.STANDSTILL,
        title="关于换届期间停止或者延期办理重大事项的通知",
        held_on=day,
        paper_number=paper,
        what=MATTERS,
        elections=elections,
        by=officer,
    )
    row = actions.ask_exception(
        election=elections[0],
        matter="抢修灌溉渠",
        reason="汛期将至，不能等到换届以后。",
        asked_on=day,
        by=officer,
    )
    actions.decide_exception(
        exception=row, allowed=True, decided_on=day, paper_number=f"{paper}附1", opinion="", by=officer
    )
    actions.add_cleanup(
        election=elections[0],
        kind="claims",
        found="两户承包款未收",
        owner="包村干部甲",
        due_on=today,
        by=officer,
    )
    actions.refresh_draft(cycle=cycle, kind="analysis", by=officer)


def _stores(cycle: Cycle, election: Election, today: dt.date, officer: User) -> None:
    day = today - dt.timedelta(days=6)
    for kind, what, amount, village in (
        ("printing", "印制证件和选票", "42000", None),
        ("training", "培训班资料", "8600", None),
        ("subsidy", "困难村选举补助", "6000", election),
    ):
        actions.spend(
            cycle=cycle, kind=kind, what=what, amount=Decimal(amount), spent_on=day,
            paper_number=f"记{kind[:2]}-演示", election=village, by=officer,
        )  # fmt: skip
    for move, count, village, receiver in (("bought", 40, None, ""), ("given", 3, election, "经办员甲")):
        actions.move_goods(
            cycle=cycle, kind="boxes", move=move, count=count, moved_on=day, handler="换届办乙",
            election=village, receiver=receiver, by=officer,
        )  # fmt: skip
