"""manage.py first_owner: prints the one-time code with which an empty installation gets its first owner."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError, ProgrammingError

from accounts.actions.first_owner import make_code
from common import clock


class Command(BaseCommand):
    help = "Prints a new one-time code for the first owner; says nothing once somebody can sign in, or in the demo."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEMO:
            return
        try:
            code = make_code(now=clock.now())
        except (OperationalError, ProgrammingError):
            self.stderr.write("The database is not ready yet: run manage.py migrate.")
            return
        if code:
            self.stdout.write(
                f"\nNobody owns this installation yet. Open {settings.PUBLIC_URL}/ and enter this code:\n\n"
                f"    {code}\n\nIt works once; every start of the server makes a new one.\n"
            )
