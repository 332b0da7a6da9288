"""Celery's door to the durable rows, and the housekeeping sweeps."""

from datetime import datetime, timedelta

from common import clock, gate
from common.actions import erasure, mail
from common.actions import jobs as job_actions
from common.erasure import eraser
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
    """Jobs go a week after they were over; those that failed while nobody waited for them stay to be looked at."""
    return Job.objects.filter(finished_at__lt=now - timedelta(days=7)).delete()[0]


@eraser("common")
def forget(person: str, now: datetime) -> None:
    erasure.forget(person=person, now=now)


def run_job(job_id: int) -> bool:
    if gate.is_closed():  # the row stays; the sweep finds it again
        return False
    return job_actions.run_apart(job_id=job_id, now=clock.now())


def tick() -> None:
    if gate.is_closed():
        return
    now = clock.now()
    job_actions.run_due(now=now, run=job_actions.run_apart)
    job_actions.run_sweeps(now=now)
