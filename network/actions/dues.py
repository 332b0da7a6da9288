"""Dues of a year: asked for, declared, confirmed, handed back, waived; and what they do to a membership's standing."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.money import Money
from network.actions.memberships import change_membership
from network.enums import DuesState, Standing, Verb
from network.models import Dues, Membership, Organisation
from network.rules.dues import before, covers, last_day


class DuesSettled(Conflict):
    code = "dues_settled"
    message = _("The dues of this year stand differently by now. Please look at the page again.")


class DuesAsked(Conflict):
    code = "dues_asked"
    message = _("The dues of this year were asked for already.")


class NothingLate(Conflict):
    code = "nothing_late"
    message = _("No dues of this membership are late, so its standing stays.")


def ask_dues(
    *,
    membership: Membership,
    year: int,
    by: Actor,
    now: datetime,
    due_on: date | None = None,
    amount: Money | None = None,
) -> Dues:
    """Opens a year of a membership, to be paid up to and including `due_on` (by itself the end of the year).

    Raises Invalid for a year outside the period, DuesAsked when it is open already.
    """
    with transaction.atomic():
        period = _locked(membership)
        if not covers(period.starts_on, period.ends_on, year):
            raise Invalid(fields={"year": [_("The city was no member in this year.")]})
        if Dues.objects.filter(membership=period, year=year).exists():
            raise DuesAsked()
        made = Dues.objects.create(
            membership=period, year=year, due_on=due_on or last_day(year), updated_at=now,
            amount_minor=amount.minor if amount else None, currency=amount.currency if amount else "",
        )  # fmt: skip
        after = {"year": year, "due_on": made.due_on.isoformat(), "state": made.state}
        audit.record(verb=Verb.DUES_ASKED, subject=_subject(made), by=by, now=now, after=after)
    return made


def declare_dues(*, dues: Dues, reference: str, by: Actor, now: datetime) -> Dues:
    """The city says that it has paid; whether that is so, the secretariat confirms. Raises DuesSettled."""
    if not reference.strip():
        raise Invalid(fields={"reference": [_("Please give the reference of your payment.")]})
    with transaction.atomic():
        _locked(dues.membership)
        more = {"reference": reference.strip()[:80], "declared_by": f"{by.kind}:{by.id}"[:90], "declared_at": now}
        return _move(dues, DuesState.DECLARED, verb=Verb.DUES_DECLARED, by=by, now=now, **more)


def confirm_dues(*, dues: Dues, by: Actor, now: datetime) -> Dues:
    """The secretariat has seen the money. A membership in arrears with nothing late any more is in good standing again.

    Raises DuesSettled when they are paid or waived already.
    """
    return _settle(dues, DuesState.PAID, verb=Verb.DUES_CONFIRMED, by=by, now=now)


def waive_dues(*, dues: Dues, by: Actor, now: datetime) -> Dues:
    """The secretariat asks for nothing this year; the standing follows as in `confirm_dues`. Raises DuesSettled."""
    return _settle(dues, DuesState.WAIVED, verb=Verb.DUES_WAIVED, by=by, now=now)


def hand_back_dues(*, dues: Dues, by: Actor, now: datetime) -> Dues:
    """The secretariat finds no such payment: the dues are to be paid as before. Raises DuesSettled."""
    with transaction.atomic():
        _locked(dues.membership)
        return _move(dues, DuesState.DUE, verb=Verb.DUES_HANDED_BACK, by=by, now=now)


def put_in_arrears(*, membership: Membership, by: Actor, now: datetime) -> Membership:
    """The secretariat says that dues are outstanding; no clock ever does. Raises NothingLate without a late year.

    Harmless when repeated; a suspended membership stays suspended.
    """
    with transaction.atomic():
        period = _locked(membership)
        if not _is_late(period, now.date()):
            raise NothingLate()
        return _stand(period, Standing.GOOD, Standing.ARREARS, by, now)


def import_dues(*, organisation: Organisation, year: int, state: str, reference: str, by: Actor, now: datetime) -> Dues:
    """Brings the dues of a year to a state, asking for them first where nobody did; a repeat changes nothing.

    They belong to the latest membership of that year. Raises Invalid where there is none, DuesSettled.
    """
    with transaction.atomic():
        periods = Membership.objects.filter(organisation=organisation).order_by("-starts_on")
        period = next((one for one in periods if covers(one.starts_on, one.ends_on, year)), None)
        if period is None:
            raise Invalid(fields={"year": [_("The city was no member in this year.")]})
        row = Dues.objects.select_related("membership").filter(membership__organisation=organisation, year=year).first()
        row = row or ask_dues(membership=period, year=year, by=by, now=now)
        if row.state == state:
            return row
        if state == DuesState.DECLARED:
            return declare_dues(dues=row, reference=reference, by=by, now=now)
        verbs = {DuesState.DUE: hand_back_dues, DuesState.PAID: confirm_dues, DuesState.WAIVED: waive_dues}
        return verbs[DuesState(state)](dues=row, by=by, now=now)


def _settle(dues: Dues, state: str, *, verb: str, by: Actor, now: datetime) -> Dues:
    with transaction.atomic():
        period = _locked(dues.membership)
        row = _move(dues, state, verb=verb, by=by, now=now)
        if not _is_late(period, now.date()):
            _stand(period, Standing.ARREARS, Standing.GOOD, by, now)
    return row


def _locked(membership: Membership) -> Membership:
    """The membership as it is now, its city locked as whoever changes its periods locks it."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    return Membership.objects.select_related("organisation").get(pk=membership.pk)


def _move(dues: Dues, state: str, *, verb: str, by: Actor, now: datetime, **more: Any) -> Dues:
    rows = Dues.objects.filter(pk=dues.pk, state__in=before(state))
    kept = Dues.objects.select_related("membership__organisation").get(pk=dues.pk)
    if not rows.update(state=state, updated_at=now, **more):
        raise DuesSettled()
    made = Dues.objects.select_related("membership__organisation").get(pk=dues.pk)
    after = {"year": made.year, "state": made.state}
    audit.record(verb=verb, subject=_subject(made), by=by, now=now, before={"state": kept.state}, after=after)
    return made


def _is_late(period: Membership, on: date) -> bool:
    return any(row.is_late(on) for row in Dues.objects.filter(membership=period))


def _stand(period: Membership, here: str, there: str, by: Actor, now: datetime) -> Membership:
    if period.standing != here:
        return period
    return change_membership(
        membership=period, starts_on=period.starts_on, ends_on=period.ends_on, standing=there, by=by, now=now
    )


def _subject(row: Dues) -> tuple[str, int, str]:
    return "dues", row.pk, row.membership.organisation.slug
