"""`manage.py erase_person --ref UUID`: erases a person who asked for it."""

import json
import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common import clock
from common.actors import Actor
from common.errors import DomainError
from portal.actions.erasure import erase_person


class Command(BaseCommand):
    help = "Erases a person in every room and prints, as JSON, what was found and what the law keeps."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ref", required=True, type=uuid.UUID, metavar="UUID", help="the person's reference")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be erased")

    def handle(self, *args: Any, ref: uuid.UUID, dry_run: bool, **options: Any) -> None:
        try:
            done = erase_person(ref=str(ref), by=Actor.system("erase_person"), now=clock.now(), dry_run=dry_run)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(done, ensure_ascii=False, indent=1))
