"""Where the pages of this app are linked."""

from election_office.core.frame import Link, register

register(Link("main", "jobs:list", "后台任务", 90, icon="job", any_of=("village_view",)))
