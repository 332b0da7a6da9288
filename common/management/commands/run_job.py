"""Runs one job that a worker holds, in this process, until its time is over."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from common import apart
from common.actions import jobs


class Command(BaseCommand):
    help = "Runs one job that a worker holds. Workers start this; nobody else needs to."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", type=int)
        parser.add_argument("lease", type=datetime.fromisoformat, help="until when the worker holds the job")
        parser.add_argument("now", type=datetime.fromisoformat)
        parser.add_argument("seconds", type=float, help="when this process ends at the latest")

    def handle(self, *args: Any, **options: Any) -> None:
        apart.end_after(options["seconds"])
        job = jobs.held(job_id=options["job"], lease=options["lease"])
        if job is not None:
            jobs.perform(job=job, now=options["now"])
