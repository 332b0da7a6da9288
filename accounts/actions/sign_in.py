"""Signing in: codes by letter, passwords. No answer tells whether an address has an account."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.actions.people import create_person, create_user, prove_address
from accounts.models import SignInCode, User
from common.actions import mail
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.tokens import derivations, derive, digest, new_secret

LIFE = timedelta(minutes=10)
TRIES = 5


class WrongCode(Invalid):
    code = "sign_in_code_wrong"
    message = _("This is not the code we sent. Please check it and try again.")


class CodeOver(Conflict):
    code = "sign_in_code_over"
    message = _("This code can no longer be used. Please ask for a new one.")


class WrongPassword(Invalid):
    code = "sign_in_password_wrong"
    message = _("Address and password do not match. You can also sign in with a code by e-mail.")


def ask_code(*, email: str, language: str, now: datetime) -> str:
    """Sends a code to an address and returns the secret that binds it to the asking browser.

    With or without an account the same happens: an address without one gets it when its code comes back, so that
    no answer, no letter and no timing tells the two apart. A repeat makes a new code; only the newest one counts
    in that browser.
    """
    browser = new_secret("plc")
    code = f"{secrets.randbelow(10**6):06d}"
    with transaction.atomic():
        user = User.objects.select_related("person").filter(email=email.lower(), is_active=True).first()
        SignInCode.objects.create(
            browser=digest(browser),
            user=user,
            email=email.lower(),
            code_hash=derive("plc", browser, code),
            expires_at=now + LIFE,
            tries_left=TRIES,
            created_at=now,
        )
        mail.queue(
            template="accounts_sign_in_code",
            to=email,
            language=language,
            now=now,
            secrets={"code": f"{code[:3]} {code[3:]}"},
            person=user.person.ref if user else None,
        )
    return browser


def use_code(*, browser: str, code: str, now: datetime, language: str = "en") -> User:
    """Spends a code: five tries, ten minutes, once, in the browser that asked. The address becomes proven.

    An address without an account gets one, and a person who names themselves later.

    Raises WrongCode, and CodeOver when it has expired, was used, has no tries left or belongs to another browser.
    """
    with transaction.atomic():
        rows = SignInCode.objects.filter(browser=digest(browser))
        open_rows = rows.filter(used_at__isnull=True, expires_at__gt=now, tries_left__gt=0)
        counted = open_rows.update(tries_left=F("tries_left") - 1)
        row = rows.select_related("user__person").first()
        user = _matching(row, browser, code, now, language) if row and counted else None
        spent = rows.filter(used_at__isnull=True).update(used_at=now) if user else 0
        if user and spent:
            prove_address(person=user.person, now=now)
    # Raised outside the transaction: the try that was spent stays spent.
    if user and spent:
        return user
    raise WrongCode() if row and counted and row.tries_left and not user else CodeOver()


def _matching(row: SignInCode, browser: str, code: str, now: datetime, language: str) -> User | None:
    checked = [hmac.compare_digest(row.code_hash, known) for known in derivations("plc", browser, code)]
    if not any(checked):
        return None
    if row.user is not None:
        return row.user if row.user.is_active else None
    return _newcomer(row.email, now, language)


def _newcomer(email: str, now: datetime, language: str) -> User | None:
    """The account of an address that has none yet; None where it was closed, or made by another browser just now."""
    known = User.objects.select_related("person").filter(email=email).first()
    if known is not None or not email:
        return known if known is not None and known.is_active else None
    person = create_person(given_name="", family_name="", email=email, language=language, now=now)
    return create_user(person=person, by=Actor("public", "sign-in", "sign-in by code"), now=now)


def use_password(*, email: str, password: str) -> User:
    """The user of an address and password. An unknown address costs the same hash. Raises WrongPassword."""
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if user is None:
        User().set_password(password)
    if user is None or not user.check_password(password):
        raise WrongPassword()
    return user


def drop_codes(*, now: datetime) -> int:
    """Deletes codes that expired a day ago or earlier; returns how many."""
    return SignInCode.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()[0]


def drop_sessions() -> int:
    """Deletes sessions that are over, by the clock that Django dates them with; returns how many."""
    before = Session.objects.count()
    SessionStore.clear_expired()
    return max(before - Session.objects.count(), 0)
