"""The first owner of an empty installation: whoever can read what the server printed when it started."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions.people import create_person, create_user
from accounts.actions.roles import grant_network_role
from accounts.enums import NetworkRoleKind
from accounts.models import FirstOwnerCode, User
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.tokens import ALPHABET, derivations, derive

LENGTH, GROUP = 12, 4
TRIES = 10
BY = Actor("public", "start", "first owner")


class FirstOwnerCodeWrong(Invalid):
    code = "first_owner_code_wrong"
    message = _("This is not the code that the server printed. Please compare it letter by letter.")


class FirstOwnerCodeOver(Conflict):
    code = "first_owner_code_over"
    message = _("This code can no longer be used. Start the server again, or run manage.py first_owner, for a new one.")


class OwnerKnown(Conflict):
    code = "owner_known"
    message = _("This installation has its owner already. Please sign in.")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who takes the installation over; without a password they sign in by code."""

    given_name: str
    family_name: str
    email: str
    language: str
    password: str = ""


def make_code(*, now: datetime) -> str:
    """A new code, "K7WQ-3M9H-RT4X"; earlier ones end. "" once anybody can sign in here."""
    with transaction.atomic():
        FirstOwnerCode.objects.all().delete()
        if User.objects.exists():
            return ""
        letters = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
        FirstOwnerCode.objects.create(code_hash=derive("plf", letters), tries_left=TRIES, created_at=now)
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def claim(*, code: str, newcomer: Newcomer, now: datetime) -> User:
    """Spends the code and makes its bearer the network's secretariat. Hyphens, blanks and case do not matter.

    Raises FirstOwnerCodeWrong (one of ten tries is gone), FirstOwnerCodeOver, OwnerKnown.
    """
    with transaction.atomic():
        row = FirstOwnerCode.objects.select_for_update().order_by("-pk").first()
        if User.objects.exists():
            raise OwnerKnown()
        user = None
        if row is not None and row.tries_left:
            row.tries_left -= 1
            row.save(update_fields=["tries_left"])
            user = _take_over(newcomer, now) if _matches(row, code) else None
        if user is not None:
            FirstOwnerCode.objects.all().delete()
    # Raised outside the transaction: the try that was spent stays spent.
    if user is None:
        raise FirstOwnerCodeWrong() if row is not None and row.tries_left else FirstOwnerCodeOver()
    return user


def _matches(row: FirstOwnerCode, code: str) -> bool:
    letters = "".join(character for character in code.upper() if character.isalnum())
    checked = [hmac.compare_digest(row.code_hash, known) for known in derivations("plf", letters)]
    return any(checked)


def _take_over(newcomer: Newcomer, now: datetime) -> User:
    person = create_person(
        given_name=newcomer.given_name,
        family_name=newcomer.family_name,
        email=newcomer.email.lower(),
        language=newcomer.language,
        now=now,
    )
    user = create_user(person=person, by=BY, now=now)
    if newcomer.password:
        user.set_password(newcomer.password)
        user.save(update_fields=["password"])
    grant_network_role(user=user, role=NetworkRoleKind.SECRETARIAT, by=user.as_actor(), now=now)
    return user
