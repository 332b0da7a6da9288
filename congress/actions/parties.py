"""Who is invited to a call, and who is left out of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from common.actions import audit
from common.actors import Actor
from congress import notifications
from congress.actions.hold import hold
from congress.enums import PartyKind
from congress.models import Call, CallParty
from congress.queries.calls import speakers_of
from network.models import Organisation


def name_party(
    *, call: Call, organisation: Organisation, kind: str, reason: str, by: Actor, now: datetime
) -> tuple[CallParty, int]:
    """Invites an organisation or excludes it, replacing what was said of it; returns the row and how many were told.

    Those who speak for an organisation that is invited get a letter, once.
    """
    with transaction.atomic():
        hold(call.congress)
        row, _is_new = CallParty.objects.select_for_update().update_or_create(
            call=call, organisation=organisation, defaults={"kind": kind, "reason": reason.strip()[:200]}
        )
        _audit(row, "call_party_named", by, now)
        told = speakers_of(organisation, now.date()) if kind == PartyKind.INVITED else []
        for person in told:
            notifications.call_invitation(row, person, now)
    return row, len(told)


def exclude_many(*, call: Call, organisations: Iterable[int], reason: str, by: Actor, now: datetime) -> int:
    """Excludes the organisations of these numbers that the call does not name yet; returns how many.

    Whoever was invited by name stays so.
    """
    with transaction.atomic():
        hold(call.congress)
        Call.objects.select_for_update().get(pk=call.pk)
        named = CallParty.objects.filter(call=call).values("organisation")
        rows = Organisation.objects.filter(pk__in=list(organisations)).exclude(pk__in=named).order_by("pk")
        made = [
            CallParty.objects.create(call=call, organisation=row, kind=PartyKind.EXCLUDED, reason=reason.strip()[:200])
            for row in rows
        ]
        for party in made:
            _audit(party, "call_party_named", by, now)
    return len(made)


def remove_party(*, party: CallParty, by: Actor, now: datetime) -> None:
    """The call no longer names the organisation."""
    with transaction.atomic():
        hold(party.call.congress)
        _audit(party, "call_party_removed", by, now)
        party.delete()


def _audit(row: CallParty, verb: str, by: Actor, now: datetime) -> None:
    audit.record(
        verb=verb,
        subject=row.call,
        by=by,
        now=now,
        scope=row.call.congress.slug,
        after={"organisation": row.organisation.slug, "kind": row.kind},
    )
