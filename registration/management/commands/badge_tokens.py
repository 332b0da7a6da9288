"""Prints the QR texts of a congress's badges, for tests of doors."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common import clock
from congress.models import Congress
from registration.actions.badge_keys import ensure_key
from registration.queries.badges import numbers, signer


class Command(BaseCommand):
    help = "One line a badge: registration code, tab, QR text. Spaces belong to the text."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--congress", required=True, help="slug of the congress")

    def handle(self, *args: Any, **options: Any) -> None:
        congress = Congress.objects.filter(slug=options["congress"]).first()
        if congress is None:
            raise CommandError(f"There is no congress {options['congress']!r}.")
        sign = signer(ensure_key(congress=congress, now=clock.now()))
        for code, number, serial in numbers(congress.pk):
            self.stdout.write(f"{code}\t{sign.token(number, serial)}")
