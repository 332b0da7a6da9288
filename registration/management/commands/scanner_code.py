"""Makes a one-time code that sets up a scanner device."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common import clock
from common.actors import Actor
from common.errors import DomainError
from congress.models import Congress
from registration.actions.devices import make_code


class Command(BaseCommand):
    help = "Prints, alone on its last line, a one-time code (15 minutes) that sets up a scanner device."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--congress", required=True, help="slug of the congress")
        parser.add_argument("--points", required=True, help="codes of control points, separated by commas")

    def handle(self, *args: Any, **options: Any) -> None:
        congress = Congress.objects.filter(slug=options["congress"]).first()
        if congress is None:
            raise CommandError(f"There is no congress {options['congress']!r}.")
        points = options["points"].split(",")
        try:
            code = make_code(congress=congress, points=points, by=Actor.system("scanner_code"), now=clock.now())
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Open the scanner at /scan/ and type this code within 15 minutes ({', '.join(points)}):")
        self.stdout.write(code)
