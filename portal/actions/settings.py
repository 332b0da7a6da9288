"""Changing what a congress is, and what follows from it in the rooms above it; in one transaction."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions.scopes import move_scope
from common.actors import Actor
from common.errors import Conflict
from common.rehearsals import both_scopes
from congress.actions.plan import move_with_opening
from congress.actions.settings import Facts, change_parts, change_settings
from congress.models import Congress
from payments.actions.books import set_zone
from payments.actions.issuers import move_scope as move_books
from payments.models import Book
from portal.queries.parts import in_use
from programme.actions.times import derive_again as derive_sessions
from registration.models import Terms
from visits.actions.departures import derive_again as derive_departures


class PartInUse(Conflict):
    code = "part_in_use"
    message = _("This part cannot be left out any more.")


def change(
    *, congress: Congress, facts: Facts, version: int, by: Actor, now: datetime, may_be_past: bool = False
) -> list[str]:
    """Saves the settings; sessions and slots follow the zone, milestones the opening, letters and books the address.

    Returns the names of what changed. Raises what `change_settings` raises.
    """
    with transaction.atomic():
        before = congress.slug
        row, changed = change_settings(
            congress=congress, facts=facts, version=version, by=by, now=now, may_be_past=may_be_past
        )
        if "timezone" in changed:
            derive_sessions(congress=row)
            derive_departures(congress=row, now=now)
            set_zone(books=_books(row), timezone=row.timezone)
        if "starts_on" in changed:
            move_with_opening(congress=row, by=by, now=now)
        if "slug" in changed:
            for old, new in zip(both_scopes(before), both_scopes(row.slug), strict=True):
                move_scope(before=old, after=new)
                move_books(before=old, after=new)
    return changed


def choose_parts(*, congress: Congress, parts: Collection[str], version: int, by: Actor, now: datetime) -> list[str]:
    """Leaves parts out or takes them in. Raises PartInUse with a sentence, and what `change_parts` raises."""
    with transaction.atomic():
        check_parts(congress=congress, parts=parts)
        _row, changed = change_parts(congress=congress, parts=parts, version=version, by=by, now=now)
    return changed


def check_parts(*, congress: Congress, parts: Collection[str]) -> None:
    """Raises PartInUse with a sentence for each part that people rely on and that would be left out."""
    stay = in_use(congress)
    lost = [stay[part] for part in congress.parts if part in stay and part not in parts]
    if lost:
        raise PartInUse(fields={"parts": lost})


def _books(congress: Congress) -> list[Book]:
    terms = Terms.objects.select_related("book", "rehearsal_book").filter(congress=congress).first()
    return [book for book in (terms.book, terms.rehearsal_book) if book] if terms else []
