"""`manage.py doctor --congress C`: counts from the rows, as JSON; exit 1 on any breach."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common import clock
from congress.models import Congress
from portal.queries.doctor import report


class Command(BaseCommand):
    help = "Examines a congress: places, money, states, scans, letters and languages, counted from the rows."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--congress", required=True, metavar="SLUG")

    def handle(self, *args: Any, congress: str, **options: Any) -> None:
        event = Congress.objects.filter(slug=congress).first()
        if event is None:
            raise CommandError(f"There is no congress {congress}.", returncode=2)
        found = report(event, now=clock.now())
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        if not found["ok"]:
            sys.exit(1)
