"""From the set-up to the first posted roll: what is done, what comes next. Reads only, a constant cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Permission, Role
from election_office.core.asking import whether
from election_office.core.fetching import totals
from election_office.core.gather import Ask, read_ahead, rows_once
from election_office.documents.models import Document
from election_office.law.words import GENERAL
from villages.models import Cycle, Election, Township, Village
from voters.models import RollImport

ROLL_NOTICE = "voters.roll_notice"


@dataclass(frozen=True)
class Item:
    title: str
    text: str
    done: bool
    url: str
    action: str


@dataclass(frozen=True)
class Checklist:
    township: Township
    items: list[Item]

    @property
    def next_item(self) -> Item | None:
        return next((item for item in self.items if not item.done), None)

    @property
    def done(self) -> int:
        return sum(1 for item in self.items if item.done)


def roll_is_posted(township: Township) -> bool:
    """The list has done its work once a roll hangs at every place of one village."""
    posted = Document.objects.filter(kind=ROLL_NOTICE, fully_posted_on__isnull=False)
    return posted.filter(area_code__startswith=township.code).exists()


def begun(user: User) -> Township | None:
    """The township whose officer this user is, until its first roll hangs; afterwards nobody's."""
    for code in user.areas(Permission.CYCLE_PLAN):
        township = Township.objects.filter(code=code).first()
        if township is not None and not roll_is_posted(township):
            return township
    return None


@rows_once
def _counted_villages(township: Township) -> QuerySet[Any, dict[str, int]]:
    villages = Village.objects.in_being().filter(township=township)
    bare = Count("pk", filter=Q(groups__isnull=True), distinct=True)
    return totals(villages, all=Count("pk", distinct=True), bare=bare)


@rows_once
def _counted_accounts(township: Township) -> QuerySet[Any, dict[str, int]]:
    held = Assignment.objects.filter(
        ended_at__isnull=True, area_code__startswith=township.code, role=Role.VILLAGE_CLERK
    )
    waiting = Q(user__password__startswith="!") | Q(user__password="")  # noqa: S106 -- none that can be used yet
    return totals(
        held,
        served=Count("area_code", distinct=True),
        waiting=Count("pk", filter=Q(user__is_active=True) & waiting),
    )


@rows_once
def _cycles(township: Township) -> QuerySet[Cycle]:
    return Cycle.objects.filter(township=township).order_by("-ordinal")[:1]


@rows_once
def _first_elections(township: Township) -> QuerySet[Election]:
    return Election.objects.filter(village__township=township).order_by("-stage", "village__code")[:1]


@rows_once
def _opened(township: Township) -> QuerySet[Election]:
    rows = Election.objects.filter(village__township=township).exclude(stage="preparation")
    return rows.order_by("village__code")[:1]


def asks_of(township: Township) -> list[Ask[Any]]:
    """What the list asks, for a page that reads it ahead with other things."""
    parts = (_counted_villages, _counted_accounts, _cycles, _first_elections, _opened)
    return [part.ask(township) for part in parts]


def checklist(township: Township) -> Checklist:
    read_ahead(*asks_of(township))
    return Checklist(township, list(_items(township)))


def _items(township: Township) -> Iterator[Item]:
    workbook = reverse("villages:workbook", args=[township.pk])
    [counted] = _counted_villages(township)
    count, bare = counted["all"], counted["bare"]
    text = f"已登记{count}个村" + (f"，{bare}个村还没有小组。" if bare else "。") if count else ""
    yield Item(
        f"登记{GENERAL.place}和{GENERAL.group}",
        text or "下载工作簿，填好村、小组、账号和上届班子，一次导入。",
        bool(count) and not bare,
        workbook,
        "用工作簿导入",
    )
    yield _accounts(township, count)
    yield from _plan(township)
    yield from _election(township)


def _accounts(township: Township, villages: int) -> Item:
    [counted] = _counted_accounts(township)
    served, unprinted = counted["served"], counted["waiting"]
    said = f"{served}个村有经办人账号" + (f"，{unprinted}个账号还没有发密码条。" if unprinted else "。")
    return Item(
        "开通各村账号，发密码条",
        said if served else "账号写在工作簿的“账号”表里；导入后打印密码条，裁开当面发放。",
        bool(villages) and served >= villages and not unprinted,
        reverse("villages:password_slips", args=[township.pk])
        if served
        else reverse("villages:workbook", args=[township.pk]),
        "打印密码条" if served else "导入账号",
    )


def _plan(township: Township) -> Iterator[Item]:
    cycle = next(iter(_cycles(township)), None)
    detail = reverse("villages:cycle_detail", args=[cycle.pk]) if cycle else ""
    yield Item(
        "拟订换届方案",
        "填届次、选举日、职数标准和各事项的起止日期，也可以从实施方案的文字或表格粘贴。",
        cycle is not None,
        detail or reverse("villages:cycle_add", args=[township.pk]),
        "拟订方案",
    )
    approved = cycle is not None and cycle.state != Cycle.State.DRAFT
    yield Item(
        "批准方案",
        "批准后为每个村建立选举、职位和全部步骤。",
        approved,
        detail or reverse("villages:cycle_list"),
        "核对并批准",
    )


def _election(township: Township) -> Iterator[Item]:
    elections = Election.objects.filter(village__township=township)
    first, opened = next(iter(_first_elections(township)), None), next(iter(_opened(township)), None)
    subject = opened or first
    home = reverse("villages:election_detail", args=[subject.pk]) if subject else reverse("villages:list")
    yield Item(
        "办结准备工作，进入选举阶段",
        "先登记离任审计结果和业务培训，任一个村进入选举阶段即可继续。",
        opened is not None,
        home,
        "去办理",
    )
    there = whether(
        township,
        settled=elections.filter(committee_choices__state="done"),
        imported=RollImport.objects.filter(
            election__village__township=township, state=RollImport.State.APPLIED
        ),
    )
    yield Item(
        f"公布选举日，推选{GENERAL.committee}",
        "名单由选举委员会审核公布，先要有选举委员会。",
        opened is not None and there["settled"],
        home,
        "去办理",
    )
    roll = reverse("voters:import_list", args=[subject.pk]) if subject else home
    yield Item(
        f"导入第一份{GENERAL.voter_short}名册", "先试读，再导入。", there["imported"], roll, "导入名册"
    )
    yield Item(
        f"公布{GENERAL.roll_short}",
        "确认名单，签发公告，在村和各小组张贴后登记，本清单就此结束。",
        False,
        reverse("voters:roll", args=[subject.pk]) if subject else home,
        "去公布",
    )
