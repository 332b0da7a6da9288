"""Co-presenters: what is known of them, and the links with which they and their guardians answer."""

import hmac
from collections.abc import Iterable

from common.tokens import derivations, derive
from congress.models import Congress, CoPresenter
from congress.rules.content import Presenter
from congress.rules.presenters import ASKING, Standing, standing

PRESENTER, GUARDIAN = "plcp", "plcg"  # whose link it is


def presenter_of(row: CoPresenter) -> Presenter:
    """A co-presenter as they were typed."""
    return Presenter(
        name=row.name,
        email=row.email,
        role=row.role,
        gender=row.gender,
        is_young=row.is_young,
        is_minor=row.is_minor,
        guardian_name=row.guardian_name,
        guardian_email=row.guardian_email,
    )


def state_of(row: CoPresenter) -> str:
    """How a co-presenter stands: a code of enums.PresenterState."""
    return standing(
        Standing(
            has_address=bool(row.email),
            is_minor=row.is_minor,
            asked_at=row.asked_at,
            confirmed_at=row.confirmed_at,
            declined_at=row.declined_at,
            guardian_agreed_at=row.guardian_agreed_at,
        )
    )


def secret_of(row: CoPresenter, whose: str) -> str:
    """The secret of a link: it ends with the address (and for a guardian with the child) that it was made for."""
    return derive(whose, *_parts(row, whose))


def answering(congress: Congress, pk: int, secret: str) -> tuple[CoPresenter, str] | None:
    """Whom a link belongs to, and whose it is; None for a link that opens nothing (any more)."""
    rows = CoPresenter.objects.filter(submission__call__congress=congress, submission__state__in=ASKING)
    rows = rows.select_related("submission__call__congress", "submission__organisation", "submission__author")
    row = rows.filter(pk=pk).first()
    whose = secret.partition("_")[0]
    if row is None or whose not in (PRESENTER, GUARDIAN) or not _address(row, whose):
        return None
    if not _fits(secret, derivations(whose, *_parts(row, whose))):
        return None
    return row, whose


def _fits(secret: str, known: Iterable[str]) -> bool:
    given = secret.encode()
    return any(hmac.compare_digest(given, one.encode()) for one in known)


def _address(row: CoPresenter, whose: str) -> str:
    if whose == GUARDIAN:
        return row.guardian_email if row.is_minor else ""
    return row.email


def _parts(row: CoPresenter, whose: str) -> tuple[object, ...]:
    child = row.name if whose == GUARDIAN else ""
    return row.pk, row.submission.code, _address(row, whose).casefold(), child
