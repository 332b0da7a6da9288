"""`manage.py import_edition FILE`: makes a congress of a file that another installation has exported."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from common import clock
from common.actors import Actor
from common.errors import DomainError
from portal.actions.editions import import_edition, key_for, look
from portal.management.editions import passphrase


class Command(BaseCommand):
    help = "Makes a congress of a file. With people it stays as it was; without them it begins in preparation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--slug", default="", help="its word in addresses here; else the one in the file")
        parser.add_argument("--owner", default="", metavar="EMAIL", help="who signs in with it becomes the owner")
        parser.add_argument("--passphrase-file", type=Path, help="its first line is the passphrase")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        by = self._actor(options["owner"])
        try:
            with file.open("rb") as source:
                manifest = look(source)
                key = key_for(manifest, passphrase(options["passphrase_file"])) if manifest.lock else None
                slug = options["slug"] or str(manifest.about.get("slug", ""))
                done = import_edition(source=source, slug=slug, key=key, by=by, now=clock.now())
        except OSError as error:
            raise CommandError(f"{file} cannot be read.") from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done.congress.slug}: {done.rows} rows")
        for address, role in done.team:
            self.stdout.write(f"worked on it, has no role here: {address} ({role})")
        if done.left_out:
            self.stdout.write(f"left out, not known here: {', '.join(done.left_out)}")
        if done.findings:
            raise CommandError(f"Imported; the doctor finds something in: {', '.join(done.findings)}")

    def _actor(self, email: str) -> Actor:
        if not email:
            return Actor.system("command line")
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody signs in with {email}.")
        return user.as_actor()
