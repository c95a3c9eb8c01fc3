"""Where the pages of this app are linked."""

from django.utils import timezone

from election_office.audit import clock, nightly
from election_office.core import health, metrics
from election_office.core.frame import Link, register

register(
    Link("main", "audit:list", "操作留痕", 100, icon="trace", any_of=("audit_view",)),
    Link(
        "staff",
        "audit:list",
        "查看此账号的操作留痕",
        10,
        query="target=accounts.User:{pk}",
        any_of=("audit_view",),
    ),
)

health.register("audit", nightly.fault)
health.register("clock", clock.fault)


def _age() -> float | None:
    last = nightly.last_check()
    return (timezone.now() - last.ended_at).total_seconds() if last else None


def _faults() -> float | None:
    last = nightly.last_check()
    return float(len(last.faults)) if last else None


metrics.register("office_audit_check_age_seconds", "Seconds since the trail was last walked through.", _age)
metrics.register("office_audit_check_faults", "Faults the last walk through the trail found.", _faults)
