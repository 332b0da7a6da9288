"""Periods of membership and how dues stand."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from network.enums import Standing
from network.models import Membership, Organisation
from network.rules.membership import free


class MembershipOverlaps(Conflict):
    code = "membership_overlaps"
    message = _("This membership overlaps another one of the same city.")


def start_membership(
    *,
    organisation: Organisation,
    starts_on: date,
    by: Actor,
    now: datetime,
    ends_on: date | None = None,
    standing: str = Standing.GOOD,
) -> Membership:
    """A new period from `starts_on` up to, not including, `ends_on`. Raises Invalid, MembershipOverlaps."""
    with transaction.atomic():
        _check(organisation, starts_on, ends_on)
        made = Membership.objects.create(
            organisation=organisation, starts_on=starts_on, ends_on=ends_on, standing=standing
        )
        audit.record(verb="membership_started", subject=_subject(made), by=by, now=now, after=_codes(made))
    return made


def change_membership(
    *, membership: Membership, starts_on: date, ends_on: date | None, standing: str, by: Actor, now: datetime
) -> Membership:
    """Corrects a period or how its dues stand; a repeat writes nothing. Raises Invalid, MembershipOverlaps."""
    with transaction.atomic():
        _check(membership.organisation, starts_on, ends_on, apart_from=membership.pk)
        row = Membership.objects.select_related("organisation").get(pk=membership.pk)
        before = _codes(row)
        row.starts_on, row.ends_on, row.standing = starts_on, ends_on, standing
        if _codes(row) != before:
            row.save()
            audit.record(
                verb="membership_changed", subject=_subject(row), by=by, now=now, before=before, after=_codes(row)
            )
    return row


def _check(organisation: Organisation, starts_on: date, ends_on: date | None, apart_from: int | None = None) -> None:
    """Locks the organisation, so that two periods cannot both find the same days free."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if ends_on is not None and ends_on <= starts_on:
        raise Invalid(fields={"ends_on": [_("The end must be after the start.")]})
    others = Membership.objects.filter(organisation=organisation)
    if apart_from is not None:
        others = others.exclude(pk=apart_from)
    if not free((starts_on, ends_on), others.values_list("starts_on", "ends_on")):
        raise MembershipOverlaps()


def _subject(row: Membership) -> tuple[str, int, str]:
    return "membership", row.pk, row.organisation.slug


def _codes(row: Membership) -> dict[str, str | None]:
    return {
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        "standing": row.standing,
    }
