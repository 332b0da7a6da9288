"""Who holds a congress and answers for its data: what the privacy notice names."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.formats import countries
from congress.actions.hold import hold
from congress.enums import HostKind
from congress.models import Congress, Host
from network.models import Organisation


class LastController(Conflict):
    code = "last_controller"
    message = _("Somebody has to answer for the data of this congress. Please name another controller first.")


@dataclass(frozen=True, slots=True)
class HostFacts:
    """One host, co-host or partner; `contact` is a function or an office, not a person."""

    legal_name: str
    kind: str = HostKind.HOST
    organisation: Organisation | None = None
    address: str = ""
    country: str = ""
    contact: str = ""
    contact_email: str = ""
    is_controller: bool = True
    duties: dict[str, str] = field(default_factory=dict)


def save_host(*, congress: Congress, host: Host | None, facts: HostFacts, by: Actor, now: datetime) -> Host:
    """Enters a host, or changes one. Raises Invalid per field, LastController."""
    faults = {}
    if not facts.legal_name.strip():
        faults["legal_name"] = [_("Please give the legal name.")]
    if facts.country and facts.country not in dict(countries("en")):
        faults["country"] = [_("Please choose a country.")]
    if facts.is_controller and not facts.contact_email:
        faults["contact_email"] = [_("People must be able to write to whoever answers for their data.")]
    if faults:
        raise Invalid(fields=faults)
    with transaction.atomic():
        hold(congress)
        row = (
            Host.objects.select_for_update().get(pk=host.pk)
            if host
            else Host(congress=congress, position=_end(congress))
        )
        if row.pk and row.is_controller and not facts.is_controller:
            _check_another(congress, row)
        row.kind, row.organisation, row.duties = facts.kind, facts.organisation, facts.duties
        row.legal_name, row.address, row.country = facts.legal_name.strip(), facts.address.strip(), facts.country
        row.contact, row.contact_email = facts.contact.strip(), facts.contact_email
        row.is_controller = facts.is_controller
        row.save()
        after = {"kind": row.kind, "is_controller": row.is_controller}
        audit.record(verb="host_saved", subject=row, by=by, now=now, scope=congress.slug, after=after)
    return row


def remove_host(*, host: Host, by: Actor, now: datetime) -> None:
    """Takes a host away; harmless when repeated. Raises LastController once the congress is published."""
    with transaction.atomic():
        hold(host.congress)
        row = Host.objects.select_for_update().filter(pk=host.pk).first()
        if row is None:
            return
        _check_another(host.congress, row)
        audit.record(verb="host_removed", subject=row, by=by, now=now, scope=host.congress.slug)
        row.delete()


def _check_another(congress: Congress, row: Host) -> None:
    others = congress.hosts.filter(is_controller=True).exclude(pk=row.pk)
    if row.is_controller and not congress.is_rehearsing and not others.exists():
        raise LastController()


def _end(congress: Congress) -> int:
    last = congress.hosts.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
