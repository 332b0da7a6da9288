"""Asking for background work, and running it."""

from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from common import jobs
from common.models import Job

LEASE = timedelta(minutes=10)
MAX_ATTEMPTS = 8
log = structlog.get_logger()


def enqueue(
    *, kind: str, payload: dict[str, Any], now: datetime, run_at: datetime | None = None, key: str | None = None
) -> Job | None:
    """Writes a job inside the caller's transaction. With a `key`, a second call writes nothing: None."""
    if key is not None and Job.objects.filter(key=key).exists():
        return None
    job = Job.objects.create(kind=kind, payload=payload, run_at=run_at or now, key=key, created_at=now)
    if settings.CELERY_BROKER_URL and job.run_at <= now:
        transaction.on_commit(partial(_wake, job.id), robust=True)
    return job


def _wake(job_id: int) -> None:
    _celery().send_task("common.run_job", args=[job_id])


@lru_cache(maxsize=1)
def _celery() -> Any:
    from celery import Celery  # the broker is optional, and so is its memory

    return Celery("plenaria", broker=settings.CELERY_BROKER_URL)


def run_job(*, job_id: int, now: datetime) -> bool:
    """Runs one job if it is due and nobody else has it; False if there was nothing to do."""
    due = Q(state=Job.State.QUEUED, run_at__lte=now) | Q(state=Job.State.RUNNING, leased_until__lte=now)
    claimed = Job.objects.filter(due, id=job_id).update(
        state=Job.State.RUNNING, leased_until=now + LEASE, attempts=F("attempts") + 1
    )
    if not claimed:
        return False
    job = Job.objects.get(id=job_id)
    try:
        jobs.handlers[job.kind](job.payload, now)
    except Exception as error:  # a job that fails must not stop the worker; the row tells what happened
        log.error("job_failed", kind=job.kind, job=job.id, attempt=job.attempts, exc_info=error)
        over = job.attempts >= MAX_ATTEMPTS
        Job.objects.filter(id=job.id).update(
            state=Job.State.FAILED if over else Job.State.QUEUED,
            run_at=now + timedelta(seconds=15 * 4 ** min(job.attempts, 6)),
            leased_until=None,
            last_error=type(error).__name__[:120],
        )
        return True
    Job.objects.filter(id=job.id).update(
        state=Job.State.DONE, finished_at=now, leased_until=None, last_error="", payload={}
    )
    return True


def run_due(*, now: datetime, limit: int = 50) -> int:
    """Runs the jobs that are due, oldest first; returns how many ran."""
    due = Q(state=Job.State.QUEUED, run_at__lte=now) | Q(state=Job.State.RUNNING, leased_until__lte=now)
    idents = list(Job.objects.filter(due).order_by("run_at", "id").values_list("id", flat=True)[:limit])
    return sum(run_job(job_id=ident, now=now) for ident in idents)


def run_sweeps(*, now: datetime) -> dict[str, int]:
    """Runs every registered sweep; one that fails is logged and does not keep the others from running."""
    moved = {}
    for name, sweep in jobs.sweeps.items():
        try:
            moved[name] = sweep(now)
        except Exception as error:  # each sweep stands alone; the next tick tries again
            log.error("sweep_failed", sweep=name, exc_info=error)
            moved[name] = -1
    return moved
