"""Celery's door to the durable rows, and the housekeeping sweeps."""

from datetime import datetime, timedelta

from common import clock
from common.actions import jobs as job_actions
from common.actions import mail
from common.jobs import sweep
from common.models import IdempotencyKey, Job


@sweep("mail")
def send_mail(now: datetime) -> int:
    return mail.send_due(now=now)


@sweep("idempotency")
def drop_idempotency_keys(now: datetime) -> int:
    """Keys are kept 24 hours."""
    return IdempotencyKey.objects.filter(created_at__lt=now - timedelta(hours=24)).delete()[0]


@sweep("jobs")
def drop_done_jobs(now: datetime) -> int:
    return Job.objects.filter(state=Job.State.DONE, finished_at__lt=now - timedelta(days=7)).delete()[0]


def run_job(job_id: int) -> bool:
    return job_actions.run_job(job_id=job_id, now=clock.now())


def tick() -> None:
    now = clock.now()
    job_actions.run_due(now=now)
    job_actions.run_sweeps(now=now)
