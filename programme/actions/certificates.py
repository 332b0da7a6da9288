"""Issuing certificates of attendance, and taking one back."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict
from common.tokens import new_code
from congress.actions.hold import hold
from congress.models import Congress
from programme.enums import Verb
from programme.models import Certificate
from programme.queries.certificates import programme_spans, seen, uncertified
from programme.rules.attendance import attended

CODE = 16
BATCH = 50


class CongressNotOver(Conflict):
    code = "congress_not_over"
    message = _("Certificates are issued once the congress is over.")


def issue_certificates(*, congress: Congress, by: Actor, now: datetime) -> int:
    """Issues a certificate of attendance to whoever was admitted and has none; returns how many.

    Harmless to repeat, also at the same time: a person has one. Commits every fifty. Raises CongressNotOver.
    """
    if now.astimezone(congress.zone).date() <= congress.ends_on:
        raise CongressNotOver()
    programme, issued, last = programme_spans(congress), 0, 0
    while batch := list(uncertified(congress).filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        last = batch[-1]
        scans = seen(congress, batch)
        rows = [
            Certificate(
                congress=congress, registration_id=pk, code=new_code(CODE), issued_at=now,
                facts=_facts(*attended(scans[pk], programme, congress.zone)),
            )
            for pk in batch
        ]  # fmt: skip
        with transaction.atomic():
            hold(congress)
            # Whoever got theirs in this moment keeps it: the constraint drops the second.
            Certificate.objects.bulk_create(rows, ignore_conflicts=True)
        issued += Certificate.objects.filter(code__in=[row.code for row in rows]).count()
    if issued:
        after = {"certificates": issued}
        audit.record(verb=Verb.CERTIFICATES_ISSUED, subject=congress, by=by, now=now, scope=congress.scope, after=after)
    return issued


def _facts(days: list[date], minutes: int) -> dict[str, object]:
    return {"days": [day.isoformat() for day in days], "minutes": minutes}


def revoke_certificate(*, certificate: Certificate, by: Actor, now: datetime) -> None:
    """Takes a certificate back: its code says so from now on. Harmless when repeated."""
    with transaction.atomic():
        if Certificate.objects.filter(pk=certificate.pk, revoked_at__isnull=True).update(revoked_at=now):
            audit.record(
                verb=Verb.CERTIFICATE_REVOKED, subject=("certificate", certificate.pk, certificate.registration.code),
                by=by, now=now, scope=certificate.congress.scope,
            )  # fmt: skip
