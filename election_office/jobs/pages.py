"""Where the pages of this app are linked."""

from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from election_office.core import health, metrics
from election_office.core.frame import Link, register
from election_office.jobs import watch
from election_office.jobs.actions import NO_QUEUE, UNSENT
from election_office.jobs.models import Job

register(Link("main", "jobs:list", "后台任务", 105, icon="job", any_of=("village_view",)))

LATE = 60.0


def _pending() -> dict[str, str]:
    """What waits for the worker, and what found no queue: one statement."""
    unsent = Q(error__in=UNSENT)
    found = Job.objects.filter(state=Job.State.PENDING).aggregate(
        since=Min(Coalesce("heartbeat_at", "requested_at"), filter=~unsent),
        unsent=Count("pk", filter=Q(error=NO_QUEUE)),
    )
    seconds = (timezone.now() - found["since"]).total_seconds() if found["since"] else 0
    late = f"后台任务已等待{seconds:.0f}秒，没有人办理；平台会自动重启后台程序。" if seconds > LATE else ""
    count = found["unsent"]
    lost = f"后台队列连不上，{count}项任务在等；连上以后自动开始，请检查Redis或者磁盘。" if count else ""
    return {"queue": late, "broker": lost}


def _by_state() -> dict[tuple[str, str], float]:
    found = dict(Job.objects.order_by().values_list("state").annotate(Count("pk")))
    return {("state", str(state)): float(found.get(state, 0)) for state in Job.State.values}


health.register("jobs", _pending)
metrics.register(
    "office_queue_age_seconds",
    "Seconds the oldest job has been waiting to be taken up.",
    watch.oldest_waiting,
)
metrics.register("office_jobs", "Jobs by state.", _by_state)
