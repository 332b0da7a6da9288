"""Asking for background work, saying how far it is and what came of it, and running it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common import apart, jobs
from common.errors import DomainError
from common.models import Job

LEASE = timedelta(minutes=10)
MARGIN = timedelta(minutes=1)  # beyond a time limit, for a process to begin and to be buried
MAX_ATTEMPTS = 8
PATIENCE = 3  # attempts while somebody waits for the outcome
Runner = Callable[..., bool]
log = structlog.get_logger()


class JobFailed(DomainError):
    code = "job_failed"
    message = _("Something went wrong on our side, several times over. Nothing was changed.")
    status = 500


class JobTooSlow(DomainError):
    code = "job_too_slow"
    message = _("This took longer than {minutes} minutes and was stopped. Nothing was changed.")
    status = 503


def enqueue(
    *, kind: str, payload: dict[str, Any], now: datetime, run_at: datetime | None = None, key: str | None = None
) -> Job | None:
    """Writes a job inside the caller's transaction. With a `key`, a second call writes nothing: None."""
    if key is not None and Job.objects.filter(key=key).exists():
        return None
    job = Job.objects.create(kind=kind, payload=payload, run_at=run_at or now, key=key, created_at=now)
    if job.run_at <= now:
        _call(job)
    return job


def start(*, kind: str, key: str, payload: dict[str, Any], now: datetime) -> Job:
    """Asks for work whose outcome somebody waits for, once a key, inside the caller's transaction.

    The key comes with the payload: the handler says `progress` and `conclude` under it. A repeat gives the job there
    is; one that has failed begins anew, with this payload. A page finds it by its key (common.web.jobs).
    """
    asked = {"payload": {**payload, "key": key}, "run_at": now}
    job, is_new = Job.objects.get_or_create(key=key, defaults={**asked, "kind": kind, "created_at": now})
    failed = Job.objects.filter(id=job.id, state=Job.State.FAILED)
    fresh = {"state": Job.State.QUEUED, "attempts": 0, "progress": {}, "last_error": "", "finished_at": None}
    if is_new or failed.update(**asked, **fresh):
        job.refresh_from_db()
        _call(job)
    return job


def progress(*, key: str, done: int, of: int) -> None:
    """Says that `done` of `of` steps are behind; outside the work's transaction, or nobody reads it before the end."""
    Job.objects.filter(key=key, state=Job.State.RUNNING).update(progress={"done": done, "of": of})


def conclude(*, key: str, result: dict[str, Any], now: datetime) -> None:
    """Writes what came of a job, as the last write of the transaction that did it: both are kept, or neither.

    `result` holds codes and numbers; the page that shows it finds the words.
    """
    Job.objects.filter(key=key).update(
        state=Job.State.DONE, finished_at=now, leased_until=None, last_error="", payload={}, progress={"result": result}
    )


def _call(job: Job) -> None:
    if settings.CELERY_BROKER_URL:
        transaction.on_commit(partial(_wake, job.id), robust=True)


def _wake(job_id: int) -> None:
    _celery().send_task("common.run_job", args=[job_id])


@lru_cache(maxsize=1)
def _celery() -> Any:
    from celery import Celery  # the broker is optional, and so is its memory

    return Celery("plenaria", broker=settings.CELERY_BROKER_URL)


def run_job(*, job_id: int, now: datetime) -> bool:
    """Runs one job, here, if it is due and nobody else has it; False if there was nothing to do."""
    job = claim(job_id=job_id, now=now)
    if job is not None:
        perform(job=job, now=now)
    return job is not None


def run_apart(*, job_id: int, now: datetime) -> bool:
    """As run_job; work with a time limit runs in a process of its own, and this one waits for it."""
    if not runs_apart(job_id):
        return run_job(job_id=job_id, now=now)
    job = claim(job_id=job_id, now=now)
    if job is not None:
        bury(job=job, status=begin(job=job, now=now).wait(), now=now)
    return job is not None


def runs_apart(job_id: int) -> bool:
    """Whether the job is work with a time limit."""
    return Job.objects.filter(id=job_id, kind__in=list(jobs.limits)).exists()


def begin(*, job: Job, now: datetime) -> apart.Process:
    """Begins the process of a claimed job with a time limit. Whoever began it buries it."""
    return apart.begin(job_id=job.id, lease=job.leased_until or now, now=now, limit=jobs.limits[job.kind])


def bury(*, job: Job, status: int, now: datetime) -> None:
    """Writes what the job's process could not write itself: that its time was over, or that it died."""
    if status == apart.TIME_OVER:
        log.error("job_too_slow", kind=job.kind, job=job.id)
        _refuse(job, JobTooSlow(minutes=round(jobs.limits[job.kind].total_seconds() / 60)), now)
    elif status:
        log.error("job_died", kind=job.kind, job=job.id, attempt=job.attempts, status=status)
        _put_back(job, f"status {status}", now)


def release(*, job: Job, now: datetime) -> None:
    """Gives back a job whose process was ended because its worker ends: the attempt does not count."""
    _mine(job).update(state=Job.State.QUEUED, run_at=now, leased_until=None, attempts=F("attempts") - 1)


def claim(*, job_id: int, now: datetime) -> Job | None:
    """The job, held until its lease ends; None when it is not due, or somebody else holds it, or it is given up."""
    due = Q(state=Job.State.QUEUED, run_at__lte=now) | Q(state=Job.State.RUNNING, leased_until__lte=now)
    kind = Job.objects.filter(due, id=job_id).values_list("kind", flat=True).first()
    lease = now + (jobs.limits[kind] + MARGIN if kind in jobs.limits else LEASE)
    claimed = Job.objects.filter(due, id=job_id).update(
        state=Job.State.RUNNING, leased_until=lease, attempts=F("attempts") + 1
    )
    job = held(job_id=job_id, lease=lease) if claimed else None
    if job is not None and job.attempts > _most_attempts(job.kind):  # it took every worker with it that tried
        _put_back(job, "WorkerDied", now)
        return None
    return job


def _most_attempts(kind: str) -> int:
    return PATIENCE if kind in jobs.limits else MAX_ATTEMPTS


def held(*, job_id: int, lease: datetime) -> Job | None:
    """The job, while this lease holds it."""
    return Job.objects.filter(id=job_id, state=Job.State.RUNNING, leased_until=lease).first()


def _mine(job: Job) -> QuerySet[Job]:
    """The row, unless the job is over or its lease has passed to somebody else, who answers for it now."""
    return Job.objects.filter(id=job.id, state=Job.State.RUNNING, leased_until=job.leased_until)


def perform(*, job: Job, now: datetime) -> None:
    """Runs a job that is held, in this process, and writes how it ended."""
    try:
        jobs.handlers[job.kind](job.payload, now)
    except Exception as error:  # a job that fails must not stop the worker; the row tells what happened
        if isinstance(error, DomainError) and job.kind in jobs.limits:
            _refuse(job, error, now)
            return
        log.error("job_failed", kind=job.kind, job=job.id, attempt=job.attempts, exc_info=error)
        _put_back(job, type(error).__name__, now)
        return
    _mine(job).update(state=Job.State.DONE, finished_at=now, leased_until=None, last_error="", payload={})


def _put_back(job: Job, error: str, now: datetime) -> None:
    """A fault: to be tried again, later each time, until nobody believes in it any more."""
    is_over = job.attempts >= _most_attempts(job.kind)
    if is_over and job.kind in jobs.limits:
        _refuse(job, JobFailed(), now)
        return
    _mine(job).update(
        state=Job.State.FAILED if is_over else Job.State.QUEUED,
        run_at=now + timedelta(seconds=15 * 4 ** min(job.attempts, 6)),
        leased_until=None,
        last_error=error[:120],
    )


def _refuse(job: Job, error: DomainError, now: datetime) -> None:
    """Keeps a refusal as its code and what fills its sentence, for whoever reads it in whichever language."""
    kept = {"code": error.code, "params": {name: _plain(value) for name, value in error.params.items()}}
    _mine(job).update(
        state=Job.State.FAILED,
        finished_at=now,
        leased_until=None,
        last_error=error.code,
        payload={},
        progress={"refusal": kept},
    )


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str) else str(value)


def run_due(*, now: datetime, limit: int = 50, run: Runner = run_job) -> int:
    """Runs the jobs that are due, oldest first; returns how many ran. Workers say `run=run_apart`."""
    due = Q(state=Job.State.QUEUED, run_at__lte=now) | Q(state=Job.State.RUNNING, leased_until__lte=now)
    idents = list(Job.objects.filter(due).order_by("run_at", "id").values_list("id", flat=True)[:limit])
    return sum(run(job_id=ident, now=now) for ident in idents)


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
