"""manage.py secretariat EMAIL: the first person of an installation, since nobody signs up by themselves."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import translation

from accounts.actions.people import invite_user
from accounts.actions.roles import RoleHeld, grant_network_role
from accounts.enums import NetworkRoleKind
from common import clock
from common.actors import Actor


class Command(BaseCommand):
    help = "Gives an address the role of the network's secretariat; a new one is invited by letter. Repeatable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--given-name", default="")
        parser.add_argument("--family-name", default="")
        parser.add_argument("--language", default="en", choices=[code for code, _name in settings.LANGUAGES])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError("This is not an e-mail address.") from error
        by, now = Actor.system("command line"), clock.now()
        with translation.override(options["language"]):
            role = str(NetworkRoleKind.SECRETARIAT.label)
        user, made = invite_user(
            email=options["email"],
            given_name=options["given_name"],
            family_name=options["family_name"],
            language=options["language"],
            by=by,
            now=now,
            sign_in_url=f"{settings.PUBLIC_URL}/{options['language']}/sign-in/",
            role=role,
        )
        try:
            grant_network_role(user=user, role=NetworkRoleKind.SECRETARIAT, by=by, now=now)
        except RoleHeld:
            self.stdout.write("The role was held already.")
        else:
            self.stdout.write("Invited and given the role." if made else "Given the role.")
