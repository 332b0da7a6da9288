"""`manage.py flush`, which empties every table: SQLite deletes row by row, and the sealed log lets no row go."""

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from congress.models import guards


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor == "sqlite":
            guards.remove(connection)
        try:
            super().handle(**options)
        finally:
            guards.install(connection)
