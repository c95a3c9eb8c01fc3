"""Villages, voters and short cuts of these tests."""

from __future__ import annotations

import datetime as dt

from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from tests.factories import (
    ElectionFactory,
    RegistrationFactory,
    UserFactory,
    VillageFactory,
)
from villages.models import Cycle, Election
from voters.models import Registration, ScreeningCase
from voters.screening.actions import screen_cycle, settle_case
from voters.screening.runs import Screened

BORN = dt.date(1980, 6, 15)


def village(cycle: Cycle, code: str, name: str) -> Election:
    return ElectionFactory(
        village=VillageFactory(township=cycle.township, code=code, name=name),
        cycle=cycle,
        election_day=cycle.default_day,
    )


def voter(election: Election, name: str = "演示甲", **values: object) -> Registration:
    return RegistrationFactory(election=election, name=name, **values)


def officer(code: str = "369901001") -> User:
    return UserFactory(serving=code, role=Role.TOWNSHIP_OFFICER)


def run(cycle: Cycle) -> Screened:
    return screen_cycle(cycle=cycle, by=officer(cycle.area_code))


def settled(case: ScreeningCase, settlement: str, **values: object) -> ScreeningCase:
    by = values.pop("by", None) or officer()
    return settle_case(case=case, settlement=settlement, **{"reason": "已入户核实。", "by": by} | values)


def the_case() -> ScreeningCase:
    return ScreeningCase.objects.get()
