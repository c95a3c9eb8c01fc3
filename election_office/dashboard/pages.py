"""Where the pages of this app are linked."""

from django.utils import timezone

from election_office.core import health, metrics
from election_office.core.frame import Link, register
from election_office.dashboard.backups import schedule
from election_office.dashboard.retention import schedule as retention

register(
    Link("home", "dashboard:home", "工作台", 10),
    Link("main", "dashboard:home", "工作台", 10, icon="home"),
    Link("main", "dashboard:board", "全镇进度", 20, icon="board", any_of=("village_view",)),
    Link("find", "dashboard:find", "查找", 10, any_of=("village_view",)),
    Link("main", "dashboard:help", "帮助", 130, icon="help"),
)

health.register("backup", schedule.fault)
health.register("retention", retention.fault)
health.register_work("备份", schedule.last_good, schedule.fault)
health.register_work("清理超过保存期限的资料", retention.last_done, retention.fault)


def _backup_age() -> float | None:
    last = schedule.last_good()
    return (timezone.now() - last).total_seconds() if last else None


def _retention_age() -> float | None:
    last = retention.last_done()
    return (timezone.now() - last).total_seconds() if last else None


metrics.register("office_backup_age_seconds", "Seconds since the last whole backup.", _backup_age)
metrics.register(
    "office_retention_age_seconds",
    "Seconds since what was kept long enough was last deleted.",
    _retention_age,
)
