"""Runs due jobs, letters and sweeps until stopped."""

import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from common import clock, gate
from common.actions import jobs


class Command(BaseCommand):
    help = "Runs due jobs, letters and sweeps until stopped (--once: one round, for cron and tests)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--pause", type=float, default=1.0, help="seconds between rounds")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping = False
        if not options["once"]:
            signal.signal(signal.SIGTERM, self._stop)
            signal.signal(signal.SIGINT, self._stop)
        while True:
            if gate.is_closed():  # a letter to somebody erased since the backup must not leave
                if options["once"]:
                    raise CommandError("A restore waits for its list of erasures: manage.py restore --replay-erasures")
                if self.stopping:
                    return
                time.sleep(options["pause"])
                continue
            ran = jobs.run_due(now=clock.now())
            moved = jobs.run_sweeps(now=clock.now())
            if options["once"]:
                self.stdout.write(f"{ran} jobs, sweeps: {moved}")
                if not ran and not moved.get("mail", 0) > 0:
                    return
                continue
            if self.stopping:
                return
            close_old_connections()
            time.sleep(options["pause"])

    def _stop(self, *_: Any) -> None:
        self.stopping = True
