"""Work that somebody waits for, as the tests of jobs know it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from common import jobs
from common.actions import jobs as actions
from common.errors import Conflict
from common.models import Job

KIND, KEY = "test.count", "test.count:1"
Work = Callable[[dict[str, Any], datetime], object]


class Uncountable(Conflict):
    code = "uncountable"
    message = "{number} of {what} cannot be counted."


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`run(work)` says what the job does; awaited, with a limit of two minutes, unless told otherwise."""
    monkeypatch.setattr(jobs, "handlers", dict(jobs.handlers))
    monkeypatch.setattr(jobs, "limits", dict(jobs.limits))
    own = {name: swept for name, swept in jobs.sweeps.items() if swept.__module__ == "common.tasks"}
    monkeypatch.setattr(jobs, "sweeps", own)  # the rooms above begin work of their own

    def registered(work: Work, *, limit: timedelta | None = timedelta(minutes=2)) -> None:
        jobs.limits.pop(KIND, None)
        jobs.handler(KIND, limit=limit)(lambda payload, now: work(payload, now) and None)

    registered(lambda payload, now: None)
    return registered


def start(now: datetime, **payload: Any) -> Job:
    return actions.start(kind=KIND, key=KEY, payload=payload, now=now)


def state() -> str:
    return Job.objects.get().state


def raising(error: Exception) -> Work:
    def work(payload: dict[str, Any], now: datetime) -> object:
        raise error

    return work
