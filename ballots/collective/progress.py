"""How far the 换届 of each collective has come, and what it waits for. One statement for all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, Value, When

from ballots.models import Assembly, Collective, CollectiveTerm, Register, RegistrationChange
from election_office.accounts.models import User
from election_office.core.gather import rows_once

WAITS: Final = {
    "register": "成员名册还没有确认",
    "term": "还没有建立换届",
    "call": "还没有召集会议",
    "hold": "会议待召开",
    "count": "会议已开，待计票和宣布",
    "change": "已宣布结果，待申请变更登记",
    "accept": "已申请变更登记，待核准",
    "done": "已经办结",
}
"""In the order of the work. The newest meeting counts: one without its quorum waits for the next call."""


@dataclass(frozen=True, slots=True)
class Progress:
    total: int
    done: int
    waits: tuple[tuple[str, int], ...]
    """What is waited for and by how many, in the order of the work."""


def with_stage(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Collectives with ``stage``, one of the words of ``WAITS``, of their newest 换届."""
    newest = CollectiveTerm.objects.filter(collective=OuterRef("pk")).order_by("-cycle__ordinal", "-pk")
    rows = rows.annotate(newest_term=Subquery(newest.values("pk")[:1]))
    last = Assembly.objects.filter(term=OuterRef("newest_term")).order_by("-number")
    changes = RegistrationChange.objects.filter(term=OuterRef("newest_term"))
    rows = rows.annotate(
        last_meeting=Subquery(last.values("number")[:1]),
        last_held=Subquery(last.values("held_by")[:1]),
        last_declared=Subquery(last.values("declared_at")[:1]),
    )
    staged: QuerySet[Any] = rows.annotate(
        stage=Case(
            When(~Exists(Register.objects.filter(collective=OuterRef("pk"))), then=Value(WAITS["register"])),
            When(newest_term__isnull=True, then=Value(WAITS["term"])),
            When(last_meeting__isnull=True, then=Value(WAITS["call"])),
            When(last_held__isnull=True, then=Value(WAITS["hold"])),
            When(last_declared__isnull=True, then=Value(WAITS["count"])),
            When(Exists(changes.filter(accepted_on__isnull=False)), then=Value(WAITS["done"])),
            When(Exists(changes), then=Value(WAITS["accept"])),
            default=Value(WAITS["change"]),
        )
    )
    return staged


@rows_once
def stages_of(user: User) -> QuerySet[Any, str]:
    return with_stage(Collective.objects.visible_to(user).order_by()).values_list("stage", flat=True)


def progress_of(user: User) -> Progress | None:
    """Of all collectives this user may see; None where there are none."""
    counts = Counter(stages_of(user))
    if not counts:
        return None
    waits = tuple((words, counts[words]) for words in WAITS.values() if counts[words])
    return Progress(counts.total(), counts[WAITS["done"]], waits)
