"""A new congress, in rehearsal, with its axes, pages, hosts and owner."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import User
from common.actions import audit
from common.actors import Actor
from congress.actions.pages import make_page
from congress.actions.settings import Facts, check_facts, refused, slug_taken
from congress.enums import CongressKind, CongressState, HostKind, Part, Role
from congress.models import Axis, Congress, Host, TeamMember
from congress.rules.settings import unknown
from network.models import TerritorialNetwork

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a congress starts with besides its facts: rows as {"code", "name"} and {"slug", "title", "body"}."""

    kind: str = CongressKind.FULL
    parts: tuple[str, ...] = ()
    territorial_network: TerritorialNetwork | None = None
    axes: Sequence[dict[str, Any]] = ()
    pages: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Controller:
    """The body that answers for the congress's data, and where people write to."""

    legal_name: str
    address: str = ""
    country: str = ""
    contact: str = ""
    contact_email: str = ""
    duties: dict[str, str] = field(default_factory=dict)


def create_congress(
    *,
    facts: Facts,
    beginning: Beginning,
    controller: Controller | None,
    owner: User,
    by: Actor,
    now: datetime,
    may_be_past: bool = False,
) -> Congress:
    """Makes a congress that only its owner sees; nothing in it is published.

    Raises Invalid per field, CongressSlugTaken.
    """
    check_facts(facts, now, may_be_past=may_be_past)
    if unknown(beginning.parts, Part.values):
        raise refused({"parts": "unknown_part"})
    if not facts.slug:
        raise refused({"slug": "slug_malformed"})
    with transaction.atomic():
        if Congress.objects.filter(slug=facts.slug).exists():
            raise slug_taken(facts.slug)
        row = _insert(facts, beginning)
        for place, axis in enumerate(beginning.axes):
            Axis.objects.create(congress=row, code=axis["code"], name=axis["name"], position=place)
        for page in beginning.pages:
            make_page(congress=row, slug=page["slug"], title=page["title"], body=page["body"], by=by, now=now)
        if controller is not None:
            _host(row, controller)
        today = now.astimezone(row.zone).date()
        TeamMember.objects.create(congress=row, user=owner, role=Role.OWNER, starts_on=today)
        after = {"kind": row.kind, "parts": row.parts, "starts_on": row.starts_on.isoformat(), "zone": row.timezone}
        audit.record(verb="congress_created", subject=row, by=by, now=now, scope=row.slug, after=after)
    return row


def _insert(facts: Facts, beginning: Beginning) -> Congress:
    """The row, under the next number; tried again where two are made at this moment."""
    for _attempt in range(ATTEMPTS):
        number = (Congress.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        row = Congress(
            is_demo=settings.DEMO,
            slug=facts.slug,
            number=number,
            kind=beginning.kind,
            state=CongressState.DRAFT,
            name=facts.name,
            theme=facts.theme,
            description=facts.description,
            venue=facts.venue,
            address=facts.address,
            host=facts.host,
            timezone=facts.timezone,
            starts_on=facts.starts_on,
            ends_on=facts.ends_on,
            languages=list(facts.languages),
            parts=[part for part in Part.values if part in beginning.parts],
            territorial_network=beginning.territorial_network,
            reply_to=facts.reply_to,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            if Congress.objects.filter(slug=facts.slug).exists():
                raise slug_taken(facts.slug) from None
        else:
            return row
    raise slug_taken(facts.slug)


def _host(row: Congress, controller: Controller) -> None:
    Host.objects.create(
        congress=row,
        kind=HostKind.HOST,
        organisation=row.host,
        legal_name=controller.legal_name,
        address=controller.address,
        country=controller.country,
        duties=controller.duties,
        contact=controller.contact,
        contact_email=controller.contact_email,
    )
