"""Where the pages of this app are linked."""

from election_office.core.frame import Link, register

register(
    Link("cycle", "bulk:list", "批量制发", 28, any_of=("cycle_plan",)),
    Link("together", "bulk:list", "还没有签发的，批量制发", 10, any_of=("cycle_plan",)),
)
