"""`manage.py populate --congress C --registrations N`: synthetic bulk data for scale tests."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common import clock
from common.actors import Actor
from common.errors import DomainError
from congress.models import Congress
from portal.actions.populate import populate


class Command(BaseCommand):
    help = "Adds made-up registrations to a congress, orders for three in ten. For scale tests, on a loopback address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--congress", required=True, metavar="SLUG")
        parser.add_argument("--registrations", required=True, type=int, metavar="N")

    def handle(self, *args: Any, congress: str, registrations: int, **options: Any) -> None:
        event = Congress.objects.filter(slug=congress).first()
        if event is None:
            raise CommandError(f"There is no congress {congress}.")
        if registrations < 0:
            raise CommandError("The number of registrations cannot be negative.")
        try:
            populate(
                congress=event, count=registrations, by=Actor.system("populate"), now=clock.now(), say=self.stdout.write
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
