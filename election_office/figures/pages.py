"""Where the pages of this app are linked."""

from election_office.core.frame import Link, register

register(
    Link("main", "figures:overview", "统计总结", 95, icon="board", any_of=("village_view",)),
    Link("main", "figures:reports", "上级要报", 85, icon="paper", any_of=("cycle_plan", "defer_approve")),
)
