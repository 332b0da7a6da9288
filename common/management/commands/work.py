"""Runs due jobs, letters and sweeps until stopped."""

import signal
import time
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from common import apart, clock, gate
from common.actions import jobs
from common.models import Job

MOST_APART = 2
ENDED = (signal.SIGTERM, signal.SIGINT)  # by us, or together with us


class Apart:
    """The processes of jobs with a time limit, at most two at once; letters go on beside them."""

    def __init__(self) -> None:
        self.running: list[tuple[Job, apart.Process]] = []

    def run(self, *, job_id: int, now: datetime) -> bool:
        """Runs a job here, or begins its process; False if there was nothing to do or there are two already."""
        if not jobs.runs_apart(job_id):
            return jobs.run_job(job_id=job_id, now=now)
        job = jobs.claim(job_id=job_id, now=now) if len(self.running) < MOST_APART else None
        if job is not None:
            self.running.append((job, jobs.begin(job=job, now=now)))
        return job is not None

    def bury(self, *, wait: bool) -> None:
        """Looks after those that have ended; with `wait`, after all of them."""
        for job, process in list(self.running):
            status = process.wait() if wait else process.poll()
            if status is not None:
                self.running.remove((job, process))
                jobs.bury(job=job, status=status, now=clock.now())

    def end(self) -> None:
        """Ends them all, as this worker ends; their jobs are there for the next one."""
        for job, process in self.running:
            process.terminate()
            status = process.wait()
            if -status in ENDED:
                jobs.release(job=job, now=clock.now())
            else:
                jobs.bury(job=job, status=status, now=clock.now())


class Command(BaseCommand):
    help = "Runs due jobs, letters and sweeps until stopped (--once: one round, for cron and tests)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--pause", type=float, default=1.0, help="seconds between rounds")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping = False
        self.apart = Apart()
        if options["once"]:
            while self._once():
                pass
            return
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while not self.stopping:
            if not gate.is_closed():  # a letter to somebody erased since the backup must not leave
                self._round()
                close_old_connections()
            if not self.stopping:
                time.sleep(options["pause"])
        self.apart.end()

    def _once(self) -> bool:
        """A round and the end of what it began. Whether anything moved, so that there may be more."""
        if gate.is_closed():
            raise CommandError("A restore waits for its list of erasures: manage.py restore --replay-erasures")
        ran, moved = self._round()
        self.apart.bury(wait=True)
        self.stdout.write(f"{ran} jobs, sweeps: {moved}")
        return ran > 0 or moved.get("mail", 0) > 0

    def _round(self) -> tuple[int, dict[str, int]]:
        ran = jobs.run_due(now=clock.now(), run=self.apart.run)
        moved = jobs.run_sweeps(now=clock.now())
        self.apart.bury(wait=False)
        return ran, moved

    def _stop(self, *_: Any) -> None:
        self.stopping = True
