"""Making people and their sign-ins."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.enums import AddressState
from accounts.models import Person, User
from common.actions import audit, mail
from common.actors import Actor


def create_person(
    *,
    given_name: str,
    family_name: str,
    email: str,
    language: str,
    now: datetime,
    organisation_id: int | None = None,
    position: str = "",
) -> Person:
    """A new person whose address is only claimed."""
    return Person.objects.create(
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        email=email.strip(),
        language=language,
        organisation_id=organisation_id,
        position=position.strip(),
        created_at=now,
    )


def create_user(*, person: Person, by: Actor, now: datetime, is_demo: bool = False) -> User:
    """Lets a person sign in with their address. Raises IntegrityError when the address already can."""
    user = User.objects.create_user(person.email, person=person, created_at=now, is_demo=is_demo or settings.DEMO)
    audit.record(verb="user_created", subject=user, by=by, now=now, person=person.ref)
    return user


def invite_user(
    *,
    email: str,
    given_name: str,
    family_name: str,
    language: str,
    by: Actor,
    now: datetime,
    sign_in_url: str,
    role: str = "",
) -> tuple[User, bool]:
    """(user, made just now): whoever signs in with the address, else a new person and a letter that says how.

    The names are for a new person only: nobody's data is changed by an invitation. `sign_in_url` is the absolute
    address of the sign-in page, `role` what they are to be, in the letter's language. Harmless when repeated.
    """
    address = email.strip().lower()
    with transaction.atomic():
        known = User.objects.select_related("person").filter(email=address).first()
        if known is not None:
            return known, False
        person = create_person(
            given_name=given_name, family_name=family_name, email=address, language=language, now=now
        )
        user = create_user(person=person, by=by, now=now)
        mail.queue(
            template="accounts_invited",
            to=address,
            language=language,
            now=now,
            context={"name": person.full_name, "email": address, "role": role, "sign_in_url": sign_in_url},
            person=person.ref,
        )
    return user, True


def prove_address(*, person: Person, now: datetime) -> bool:
    """Whoever follows a letter's link or signs in has shown that the mailbox is theirs."""
    return bool(
        Person.objects.filter(pk=person.pk, email_state=AddressState.CLAIMED).update(email_state=AddressState.PROVEN)
    )


def change_password(*, user: User, password: str | None, by: Actor, now: datetime) -> User:
    """Sets a password, or removes it (None); the person is told by letter. Other sessions end."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        verb = "password_set" if password else "password_removed"
        audit.record(verb=verb, subject=user, by=by, now=now, person=_ref(user))
        tell_security(user=user, what=verb, now=now)
    return user


def tell_security(*, user: User, what: str, now: datetime) -> None:
    """Queues the letter that tells a person of a change to their sign-in. `what` is a code of the template."""
    mail.queue(
        template="accounts_security_changed",
        to=user.email,
        language=user.person.language,
        now=now,
        context={"what": what, "at": now},
        person=_ref(user),
    )


def _ref(user: User) -> uuid.UUID:
    return user.person.ref


def name_person(
    *, person: Person, given_name: str, family_name: str, position: str, language: str, by: Actor, now: datetime
) -> Person:
    """Changes how a person is named, their function and the language of their letters."""
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person.pk)
        row.given_name, row.family_name = given_name.strip(), family_name.strip()
        row.position, row.language = position.strip(), language
        row.save(update_fields=["given_name", "family_name", "position", "language"])
        audit.record(
            verb="person_named",
            subject=("person", row.pk, ""),
            by=by,
            now=now,
            person=row.ref,
            private={"name": row.full_name, "position": row.position},
        )
        return row
