"""Who signs the certificates of a congress."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Invalid
from congress.actions.hold import hold
from congress.models import Congress
from programme.enums import Verb
from programme.models import Signatory


@dataclass(frozen=True, slots=True)
class SignatoryFacts:
    """A name, the office that signs, and for which institution ({}: for the host)."""

    name: str
    office: dict[str, str] = field(default_factory=dict)
    institution: dict[str, str] = field(default_factory=dict)


def name_signatory(*, congress: Congress, facts: SignatoryFacts, by: Actor, now: datetime) -> Signatory:
    """Sets who signs; certificates say so from now on, those issued before as well. Raises Invalid per field."""
    faults = {}
    if not facts.name.strip():
        faults["name"] = [_("Please give the name of the person who signs.")]
    if not facts.office:
        faults["office"] = [_("Please say in which office this person signs.")]
    if faults:
        raise Invalid(fields=faults)
    values = {"name": facts.name.strip(), "office": facts.office, "institution": facts.institution}
    with transaction.atomic():
        hold(congress)
        row, _made = Signatory.objects.update_or_create(congress=congress, defaults=values)
        after = {"languages": sorted(facts.office)}
        audit.record(verb=Verb.SIGNATORY_NAMED, subject=congress, by=by, now=now, scope=congress.slug, after=after)
    return row


def remove_signatory(*, congress: Congress, by: Actor, now: datetime) -> None:
    """Nobody signs any more; harmless when repeated."""
    with transaction.atomic():
        hold(congress)
        if Signatory.objects.filter(congress=congress).delete()[0]:
            audit.record(verb=Verb.SIGNATORY_REMOVED, subject=congress, by=by, now=now, scope=congress.slug)
