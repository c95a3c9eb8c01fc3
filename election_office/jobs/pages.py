"""Where the pages of this app are linked."""

from election_office.core import health
from election_office.core.frame import Link, register
from election_office.jobs import watch

register(Link("main", "jobs:list", "后台任务", 90, icon="job", any_of=("village_view",)))

LATE = 60.0


def _queue() -> str:
    seconds = watch.oldest_waiting()
    return f"后台任务已等待{seconds:.0f}秒，没有人办理；平台会自动重启后台程序。" if seconds > LATE else ""


health.register("queue", _queue)
