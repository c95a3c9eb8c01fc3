"""Where the pages of this app are linked."""

from election_office.core.frame import Link, register

register(
    Link("main", "voters:screening", "人员排查", 70, icon="people", any_of=("roll_edit", "supervise")),
    Link("election", "voters:roll", "{w.roll_short}", 30, also=("voters:",)),
    Link("election", "voters:proxy_list", "委托投票", 40, also=("voters:proxy",)),
)
