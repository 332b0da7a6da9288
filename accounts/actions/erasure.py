"""What the accounts forget of a person: name, address, sign-in, tokens, roles; and letters that name them.

The row itself stays, empty, because registrations and orders that the law makes us keep point at it.
"""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db.models import Q

from accounts.enums import AddressState
from accounts.models import ApiToken, Liaison, NetworkRole, Person, SignInCode, User
from common.models import QueuedMail

# A shorter name is part of too many words for a search through other people's letters.
LEAST_NAME = 5


def forget(*, person: str, now: datetime) -> None:
    """Empties a person and ends their sign-in, inside the caller's transaction. A repeat is harmless."""
    row = Person.objects.select_for_update().filter(ref=person).first()
    if row is None:
        return
    _forget_letters(row)
    user = User.objects.filter(person=row).first()
    if user is not None:
        _forget_user(user, row)
    Liaison.objects.filter(person=row).delete()
    Person.objects.filter(pk=row.pk).update(
        given_name="", family_name="", email="", email_state=AddressState.CLAIMED, organisation=None, position=""
    )


def _forget_letters(row: Person) -> None:
    """Letters to the address that belong to nobody else, and the text of other people's that name the person.

    A mailbox may be shared, so a colleague's letters stay; so do letters that have still to leave.
    """
    others = QueuedMail.objects.exclude(person=row.ref).exclude(state=QueuedMail.State.QUEUED)
    if row.email:
        others.filter(person__isnull=True, to__iexact=row.email).delete()
    names = Q(pk__isnull=True)
    if row.email:
        names |= Q(body__icontains=row.email)
    if len(row.full_name) >= LEAST_NAME:
        names |= Q(body__contains=row.full_name) | Q(subject__contains=row.full_name)
    others.filter(names).update(subject="…", body="…\n", sealed_secrets="")


def _forget_user(user: User, row: Person) -> None:
    for ended in (ApiToken, SignInCode, NetworkRole, EmailAddress, Authenticator):
        ended.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.email, user.is_active, user.persona = f"erased-{row.ref}@erased.invalid", False, ""
    user.save(update_fields=["password", "email", "is_active", "persona"])
    for session in Session.objects.iterator(1000):
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
