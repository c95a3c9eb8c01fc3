"""The work list as a workbook: text cells only, no numbers."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from election_office.core.sheets import table_workbook
from voters.models import ScreeningCase

COLUMNS = (
    ("情形", 24), ("状态", 10), ("查到的情况", 60), ("涉及的村", 24), ("姓名", 12), ("身份证号", 40),
    ("发现时间", 18), ("处理", 26), ("理由", 40), ("文号", 18), ("处理时间", 18), ("处理人", 12),
)  # fmt: skip


def cases_workbook(cases: Iterable[ScreeningCase]) -> bytes:
    """An .xlsx of the cases given."""
    return table_workbook("人员排查", dict(COLUMNS), map(_values, cases))


def _values(case: ScreeningCase) -> tuple[str, ...]:
    parties = list(case.parties.all())
    people = {party.person_id: party.person for party in parties}.values()
    return (
        case.get_kind_display(),
        case.get_state_display(),
        case.detail,
        "、".join(dict.fromkeys(party.village.name for party in parties)),
        "、".join(dict.fromkeys(person.name for person in people)),
        "、".join(person.has_number or "未登记" for person in people),
        f"{timezone.localtime(case.found_at):%Y-%m-%d %H:%M}",
        case.get_settlement_display() if case.settlement else "",
        case.reason,
        case.paper_number,
        f"{timezone.localtime(case.settled_at):%Y-%m-%d %H:%M}" if case.settled_at else "",
        case.settled_by.name if case.settled_by else "",
    )
