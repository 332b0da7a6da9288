"""Making badges: signing their codes and drawing them."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from common.errors import Conflict
from registration.actions.badge_keys import ensure_key
from registration.documents import badge, child, wording
from registration.enums import State
from registration.models import Registration
from registration.queries.badges import Signer, printable, signer

PRINTED = frozenset({State.CONFIRMED, State.SECURED})


class BadgeNotReady(Conflict):
    code = "badge_not_ready"
    message = _("The badge is ready once the registration is confirmed.")


def badge_pdf(registrations: Registration | Iterable[int], *, now: datetime) -> bytes:
    """The badges of one registration, or of several by id in their order, as a PDF of A6 pages.

    Makes the congress's signing key if there is none. The same registration gives the same bytes until
    something on its badge changes.
    """
    out = io.BytesIO()
    ids = [registrations.pk] if isinstance(registrations, Registration) else list(registrations)
    write_badges(registration_ids=ids, out=out, now=now)
    return out.getvalue()


def write_badges(*, registration_ids: Iterable[int], out: BinaryIO, now: datetime) -> int:
    """Writes the badges of many registrations to a file as they are read; returns how many pages."""
    return badge.write(_signed(printable(registration_ids), now), out, title=str(_("Badge")))


def badge_pdf_apart(registration: Registration, *, now: datetime) -> bytes:
    """The same for one registration, drawn in a process of its own: for web workers."""
    return child.draw(_signed(printable([registration.pk]), now), title=str(_("Badge")))


def _signed(rows: Iterator[Registration], now: datetime) -> Iterator[badge.Badge]:
    signers: dict[int, Signer] = {}
    for row in rows:
        if row.congress_id not in signers:
            signers[row.congress_id] = signer(ensure_key(congress=row.congress, now=now))
        yield wording.of(row, signers[row.congress_id].token(row.number or 0, row.serial))


def ready(row: Registration) -> Registration:
    """The registration if its badge may be printed at home. Raises BadgeNotReady."""
    if row.state not in PRINTED:
        raise BadgeNotReady()
    return row
