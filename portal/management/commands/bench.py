"""`manage.py bench`: one JSON line a measurement. `make bench` runs it on a scratch database."""

import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.benching import benches, measure
from portal.management import bank_benches, selection_benches, sharing_benches  # noqa: F401 - register their measurements
from portal.management.benches import Stage


class Command(BaseCommand):
    help = "Measures what crowds use, on the demo's data, which it adds to. Prints one JSON line a measurement."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", default="", help="measurements whose name holds this text")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO or settings.RATE_LIMITS:
            raise CommandError("Set DEMO=on and RATE_LIMITS=off: measuring writes into the demo. Or run: make bench")
        stage = Stage()
        for name, chosen in benches.items():
            if options["only"] in name:
                self.stdout.write(json.dumps(asdict(measure(chosen, stage)), ensure_ascii=False))
                self.stdout.flush()
