"""Fixtures of these tests."""

from __future__ import annotations

import pytest

from tests.factories import (
    CycleFactory,
    TownshipFactory,
)
from tests.voters.screening.places import village
from villages.models import Cycle, Election


@pytest.fixture
def cycle() -> Cycle:
    return CycleFactory(township=TownshipFactory(code="369901001", name="演示镇"))


@pytest.fixture
def east(cycle: Cycle) -> Election:
    return village(cycle, "369901001001", "演示东村")


@pytest.fixture
def west(cycle: Cycle) -> Election:
    return village(cycle, "369901001002", "演示西村")


@pytest.fixture
def far() -> Election:
    """A village of the next township, with a cycle of its own."""
    return village(
        CycleFactory(township=TownshipFactory(code="369901002", name="邻镇")), "369901002001", "邻村"
    )
