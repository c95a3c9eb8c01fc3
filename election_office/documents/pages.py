"""Where the pages of this app are linked."""

from election_office.core.frame import Link, register

register(
    Link("papers", "documents:gallery", "公文样张", 20, any_of=("cycle_plan",), query="from={pk}"),
    Link("main", "documents:list", "公文", 60, icon="paper", any_of=("village_view",)),
    Link("election", "documents:election_list", "公文", 100, also=("documents:",)),
)
