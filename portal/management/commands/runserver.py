"""manage.py runserver, which prints the first owner's code where nobody owns the installation yet."""

from typing import Any

from django.contrib.staticfiles.management.commands.runserver import Command as Runserver
from django.core.management import call_command


class Command(Runserver):
    def inner_run(self, *args: Any, **options: Any) -> None:
        call_command("first_owner")
        super().inner_run(*args, **options)
