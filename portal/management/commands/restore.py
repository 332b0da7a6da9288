"""`manage.py restore DIR`: puts a backup back and replays later erasures."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from common import clock, gate
from common.errors import DomainError
from portal.actions.backup import replay_erasures, restore


class Command(BaseCommand):
    help = (
        "Replaces database and private files by a backup. The service stays closed until the erasures in "
        "ERASURES_FILE that came after the backup have been replayed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?")
        parser.add_argument("--force", action="store_true", help="replace a database or files that are there")
        parser.add_argument("--replay-erasures", action="store_true", help="only replay, after an earlier restore")

    def handle(self, *args: Any, folder: Path | None, **options: Any) -> None:
        try:
            if options["replay_erasures"]:
                self.replay()
            elif folder is None:
                raise CommandError("Name the folder of the backup.")
            else:
                self.restore(folder.resolve(), force=options["force"])
        except DomainError as error:
            raise CommandError(str(error)) from error

    def replay(self) -> None:
        if not gate.is_closed():
            self.stdout.write("No restore is pending.")
            return
        self.stdout.write(f"{replay_erasures(now=clock.now())} people erased again; the service may open.")

    def restore(self, folder: Path, *, force: bool) -> None:
        done = restore(folder=folder, now=clock.now(), force=force)
        self.stdout.write(f"{done.tables} tables and {done.files} files put back, equal by digests.")
        if not done.is_open:
            raise CommandError(
                f"The service stays closed: the list of erasures {settings.ERASURES_FILE} cannot be read. Put it there "
                "(an empty file if nobody was ever erased), then run: manage.py restore --replay-erasures"
            )
        self.stdout.write(f"{done.erased} people erased again; the service may open.")
