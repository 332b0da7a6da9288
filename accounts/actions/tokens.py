"""Personal API tokens: shown once, kept as a digest, revocable one by one."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.enums import Scope
from accounts.models import ApiToken, User
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.tokens import digest, new_secret

MAX_LIVE = 20
MAX_DAYS = 366


class TooManyTokens(Conflict):
    code = "too_many_tokens"
    message = _("You already hold {limit} tokens. Please revoke one first.")


def create_token(
    *, user: User, name: str, scopes: list[str], days: int, by: Actor, now: datetime
) -> tuple[ApiToken, str]:
    """Returns the row and the token itself, which cannot be read again.

    `days` is its life, 1 to 366. Raises Invalid for other lives, unknown scopes, none at all or an empty name,
    TooManyTokens beyond twenty live ones.
    """
    chosen = [scope for scope in Scope.values if scope in scopes]
    if not name.strip():
        raise Invalid(fields={"name": [_("Please give the token a name.")]})
    if not chosen or len(chosen) != len(set(scopes)):
        raise Invalid(fields={"scopes": [_("Please choose what the token may do.")]})
    if not 1 <= days <= MAX_DAYS:
        raise Invalid(fields={"days": [_("A token lives one day to one year.")]})
    secret = new_secret("plo")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if ApiToken.objects.filter(user=user, revoked_at__isnull=True, expires_at__gt=now).count() >= MAX_LIVE:
            raise TooManyTokens(limit=MAX_LIVE)
        token = ApiToken.objects.create(
            user=user,
            name=name.strip()[:80],
            token_hash=digest(secret),
            scopes=chosen,
            expires_at=now + timedelta(days=days),
            created_at=now,
        )
        audit.record(verb="api_token_created", subject=token, by=by, now=now, after={"scopes": chosen, "days": days})
    return token, secret


def revoke_token(*, token: ApiToken, by: Actor, now: datetime) -> bool:
    """Ends a token at once; a repeat changes nothing and returns False."""
    with transaction.atomic():
        if not ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
            return False
        audit.record(verb="api_token_revoked", subject=token, by=by, now=now)
    return True


def note_use(*, token: ApiToken, on: date) -> None:
    """Remembers the day of the last use; writes once a day."""
    if token.last_used_on != on:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=on)
