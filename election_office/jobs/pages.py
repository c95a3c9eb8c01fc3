"""Where the pages of this app are linked."""

from election_office.core import health
from election_office.core.frame import Link, register
from election_office.jobs import watch
from election_office.jobs.actions import NO_QUEUE
from election_office.jobs.models import Job

register(Link("main", "jobs:list", "后台任务", 90, icon="job", any_of=("village_view",)))

LATE = 60.0


def _queue() -> str:
    seconds = watch.oldest_waiting()
    return f"后台任务已等待{seconds:.0f}秒，没有人办理；平台会自动重启后台程序。" if seconds > LATE else ""


def _broker() -> str:
    unsent = Job.objects.filter(state=Job.State.PENDING, error=NO_QUEUE).count()
    return f"后台队列连不上，{unsent}项任务在等；连上以后自动开始，请检查Redis或者磁盘。" if unsent else ""


health.register("queue", _queue)
health.register("broker", _broker)
