"""`manage.py export_edition C FILE`: a congress as a file, without people, or with them and encrypted."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common import clock
from common.errors import DomainError
from common.transfer.sealing import new_lock
from congress.models import Congress
from portal.actions.editions import export_edition
from portal.enums import PassphraseFault
from portal.management.editions import passphrase
from portal.rules.passphrase import faults


class Command(BaseCommand):
    help = "Writes a congress into a new file that another installation can import."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("congress", metavar="C", help="its word in addresses")
        parser.add_argument("file", type=Path)
        parser.add_argument("--people", action="store_true", help="with people, money and decisions, encrypted")
        parser.add_argument("--passphrase-file", type=Path, help="its first line is the passphrase")

    def handle(self, *args: Any, congress: str, file: Path, **options: Any) -> None:
        event = Congress.objects.filter(slug=congress).first()
        if event is None:
            raise CommandError(f"There is no congress {congress}.")
        lock, key = self._lock(event, options) if options["people"] else (None, None)
        try:
            # Readable by whoever runs this alone, and never over something that is there.
            with open(file, "x+b", opener=_private) as target:
                manifest, missing = export_edition(congress=event, target=target, lock=lock, key=key, now=clock.now())
        except FileExistsError as error:
            raise CommandError(f"{file} exists already.") from error
        except DomainError as error:
            file.unlink(missing_ok=True)
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file}: {sum(manifest.counts.values())} rows of {congress}, {missing} stored files missing")

    def _lock(self, event: Congress, options: dict[str, Any]) -> Any:
        typed = passphrase(options["passphrase_file"], twice=True)
        for code in faults(typed, [event.slug, *event.name.values()]):
            raise CommandError(str(PassphraseFault(code).label))
        return new_lock(typed)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
