"""Where the pages of this app are linked."""

from election_office.audit import nightly
from election_office.core import health
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
