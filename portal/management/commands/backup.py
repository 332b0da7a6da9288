"""`manage.py backup DIR`: database and private files, without keys."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common import clock
from common.errors import DomainError
from portal.actions.backup import backup


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Writes database and private files into a new folder, with a manifest of digests and without any key."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            manifest = backup(folder=folder.resolve(), now=clock.now())
        except DomainError as error:
            raise CommandError(str(error)) from error
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"{folder}: {len(manifest['tables'])} tables, {rows} rows, {len(manifest['files'])} files")
