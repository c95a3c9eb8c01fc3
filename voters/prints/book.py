"""签到领票册: the book on the table of the polling station. One row a voter, group by group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from villages.models import Election
from voters.models import Proxy, Registration
from voters.prints.ruled import Column, Form, Page, Row, ruled_sheets
from voters.prints.typeset import Face, Sheet

PER_PAGE = 25
SEXES = {"male": "男", "female": "女"}
COLUMNS = (
    Column("序号", 14, 11, face=Face.HEI),
    Column("姓名", 30, 14),
    Column("性别", 10, 11),
    Column("本人领票\n签名", 38),
    Column("代领（委托人序号、姓名）", 50, 9.5, "l"),
    Column("代领人\n签名", 24),
    Column("备注", 16, 8.5),
)


def book_sheets(election: Election) -> list[Sheet]:
    """The whole book. Two statements.

    A voter who gave a proxy is struck out and the agent named: that ballot goes to the agent, in whose
    row the principals stand.
    """
    voters = list(
        Registration.objects.filter(election=election, serial__isnull=False)
        .registered()
        .with_people()
        .order_by("group__number", "serial")
    )
    proxies = list(Proxy.objects.filter(election=election).in_force().with_people())
    return book_of(election, voters, proxies)


def book_of(
    election: Election,
    voters: Iterable[Registration],
    proxies: Iterable[Proxy],
    *,
    box: str = "",
    place: str = "",
    remarks: Mapping[int, str] | None = None,
) -> list[Sheet]:
    """``box`` and ``place``: the table this book lies on, where every table has its own. ``remarks``:
    registration id → what its row says at the end."""
    agent_of: dict[int, Proxy] = {}
    principals_of: dict[int, list[Proxy]] = {}
    for proxy in proxies:
        agent_of[proxy.principal_id] = proxy
        principals_of.setdefault(proxy.agent_id, []).append(proxy)
    pages = []
    for heading, group in groupby(voters, key=lambda voter: voter.place):
        of_group = list(group)
        for start in range(0, len(of_group), PER_PAGE):
            some = of_group[start : start + PER_PAGE]
            said = remarks or {}
            rows = [_row(voter, agent_of, principals_of, said.get(voter.pk, "")) for voter in some]
            given = sum(row.struck for row in rows)
            held = sum(len(principals_of.get(voter.pk, ())) for voter in some)
            foot = (
                f"本页{len(some)}人，其中已委托他人{given}人；应发本人票{len(some) - given}份、"
                f"代领票{held}份。　实发本人票＿＿＿份、代领票＿＿＿份"
            )
            pages.append(Page(rows, f"{heading}　{place or election.polling_place}", foot))
    form = Form(
        title=f"{election}签到领票册{f'（{box}）' if box else ''}",
        columns=COLUMNS,
        per_page=PER_PAGE,
        row_height=8.4,
        signs=("发票人", "监票人"),
        strike=frozenset({0, 1, 2}),
        note="划线的已委托他人投票，由右边所列代领人领票，本人不再领票；代领人在“代领人签名”栏另签一次。",
    )
    return ruled_sheets(form, pages)


def _row(
    voter: Registration, agent_of: dict[int, Proxy], principals_of: dict[int, list[Proxy]], remark: str
) -> Row:
    gave = agent_of.get(voter.pk)
    held = principals_of.get(voter.pk, [])
    said = "　".join(f"{row.principal.serial} {row.principal.person.name}" for row in held)
    if gave is not None:
        said = f"已委托 {gave.agent.serial or ''} {gave.agent.person.name}"
    return Row(
        (
            str(voter.serial),
            voter.person.name,
            SEXES[voter.person.sex],
            "",
            said,
            "",
            "　".join(filter(None, ("候选人" if voter.is_candidate else "", remark))),
        ),
        struck=gave is not None,
    )
