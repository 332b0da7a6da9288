"""Loads the demo: four editions, alive today."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from common import clock
from portal.actions.demo.load import load_demo


class Command(BaseCommand):
    help = "Loads the demo congresses, replacing an earlier demo. The same seed and day give the same rows."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=["small", "full"], default="full")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--today", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")
        parser.add_argument("--keep", action="store_true", help="do nothing if the demo of this day stands already")

    def handle(self, *args: Any, **options: Any) -> None:
        today = options["today"] or clock.now().date()
        load_demo(today=today, seed=options["seed"], size=options["size"], keep=options["keep"], say=self.stdout.write)
