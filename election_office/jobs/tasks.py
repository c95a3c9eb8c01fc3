from celery import shared_task

from election_office.jobs import watch as watch  # its words begin and end every task of this worker


@shared_task
def run_job(job_id: int) -> None:
    """Do one job's work. Delivered twice, the second finds nothing to do."""
    from election_office.jobs.actions import run

    run(job_id)
