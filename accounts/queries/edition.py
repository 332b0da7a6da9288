"""Whom of the people an edition takes along. Nobody is given a right by it: who signs in proves the address anew."""

from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import models

from accounts.models import ApiToken, FirstOwnerCode, Liaison, NetworkRole, Person, SignInCode, User
from common.models import StoredFile
from common.transfer.tables import Pointer, Table


def _by_proven_address(reading: Any, rows: list[dict[str, Any]]) -> dict[str, Person]:
    """{reference in the file: the person here} where the same address signs in at both places."""
    address = {row.get("person"): str(row.get("email")).lower() for row in reading.source.rows(User._meta.label_lower)}
    users = User.objects.select_related("person").filter(email__in=set(address.values()))
    here = {user.email.lower(): user.person for user in users}
    names = (str(row["#"]) for row in rows)
    return {name: here[address[name]] for name in names if address.get(name) in here}


SET_UP: tuple[Table, ...] = ()
PEOPLE: tuple[Table, ...] = (
    Table(
        Person,
        natural="ref",
        matched=_by_proven_address,
        kept="ref given_name family_name email email_state language organisation position created_at",
    ),
    Table(
        User,
        natural="email",
        kept="email person is_active created_at",
        local={"password": lambda *_: make_password(None), "is_demo": lambda *_: settings.DEMO},
        never="last_login is_superuser persona groups user_permissions",
    ),
    # Whom a city speaks through is confirmed by each network's own secretariat: there it finds proposals.
    Table(
        Liaison,
        of="person",
        where={"cluster__isnull": True, "declined_at__isnull": True},
        kept="organisation theme starts_on ends_on claim proposed_by proposed_at",
        never="cluster confirmed_at declined_at declined_because",
    ),
)
POINTERS: tuple[Pointer, ...] = (Pointer(StoredFile, "person", Person, r"^(.+)$", attribute="ref", lost=None),)
LEFT_OUT: dict[type[models.Model], str] = {
    ApiToken: "a secret of its owner",
    FirstOwnerCode: "opens an empty installation",
    NetworkRole: "a right above all editions",
    SignInCode: "a secret that lives for minutes",
}
