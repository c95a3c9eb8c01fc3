"""Where the pages of this app are linked."""

from election_office.core import health
from election_office.core.frame import Link, register
from election_office.dashboard.backups import schedule

register(
    Link("home", "dashboard:home", "工作台", 10),
    Link("main", "dashboard:home", "工作台", 10, icon="home"),
    Link("main", "dashboard:board", "全镇进度", 20, icon="board", any_of=("village_view",)),
    Link("main", "dashboard:help", "帮助", 130, icon="help"),
)

health.register("backup", schedule.fault)
