"""Where the pages of this app are linked."""

from django.db.models import Count

from election_office.core import health, metrics
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


def _by_state() -> dict[tuple[str, str], float]:
    found = dict(Job.objects.order_by().values_list("state").annotate(Count("pk")))
    return {("state", str(state)): float(found.get(state, 0)) for state in Job.State.values}


health.register("queue", _queue)
health.register("broker", _broker)
metrics.register(
    "office_queue_age_seconds",
    "Seconds the oldest job has been waiting to be taken up.",
    watch.oldest_waiting,
)
metrics.register("office_jobs", "Jobs by state.", _by_state)
