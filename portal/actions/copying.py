"""The next edition: what organisers prepared for one, with its dates moved, and nobody and no money in it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import IO, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from accounts.models import User
from common.actions import audit
from common.actors import Actor
from common.models import IdempotencyKey
from common.transfer.reading import Reading, RowsContradict
from common.transfer.shift import Shift
from common.transfer.writing import Gathering, Row, one_instant
from congress.actions.settings import Facts, check_facts, refused, slug_taken
from congress.enums import Role
from congress.models import Congress, TeamMember
from portal.actions.baselines import keep_baselines
from portal.actions.old_links import turn_links
from portal.queries import edition
from registration.actions.badge_keys import ensure_key

ONCE = "portal.copy_edition"
ATTEMPTS = 5
Made = TypeVar("Made")


class Held:
    """Rows in memory, their files where they lie: the source of a copy."""

    def __init__(self, gathering: Gathering) -> None:
        self.tables = {table.label: list(rows) for table, rows in gathering.tables()}

    def rows(self, label: str) -> Iterator[Row]:
        return iter(self.tables.get(label, ()))

    def open(self, key: str) -> IO[bytes]:
        return default_storage.open(key)


def copy_edition(
    *,
    source: Congress,
    slug: str,
    name: dict[str, str],
    starts_on: date,
    by: Actor,
    now: datetime,
    timezone: str = "",
    key: str = "",
) -> Congress:
    """Makes a new congress, in rehearsal, of what was set up for `source`; whoever acts becomes its owner.

    Dates move by the days between the opening days and keep their wall time, in `timezone` (IANA; default: the
    source's). People, money and decisions stay behind; counters begin at nought, with a book of the same legal entity.
    Dates that have passed are no obstacle: say before what passed (queries.copying). The same `key` again gives the
    congress that it made. Raises Invalid per field, CongressSlugTaken, DateOutOfReach.
    """
    if timezone and timezone not in available_timezones():
        raise refused({"timezone": "unknown_zone"})
    shift = Shift((starts_on - source.starts_on).days, source.zone, ZoneInfo(timezone or source.timezone))
    _check(source, slug, name, shift, now)
    with one_instant():
        held = Held(Gathering(edition.copying(), source, word=source.slug, lived=False))

    def make() -> Congress:
        reading = Reading(edition.copying(), held, now=now, word=slug, lived=False, shift=shift)
        reading.title = name
        reading.root_values = {"slug": slug, "name": name, "timezone": shift.after.key}
        reading.root_values["is_demo"] = source.is_demo or settings.DEMO
        with reading.written() as made:
            turn_links(congress=made, before=source.slug)
            begin(congress=made, by=by, now=now)
            after = {"from": source.slug, "days": shift.days, "starts_on": made.starts_on.isoformat()}
            audit.record(verb="congress_copied", subject=made, by=by, now=now, scope=made.slug, after=after)
        return made

    return _once(lambda: numbered(make, slug), slug, key, by, now)


def _once(make: Callable[[], Congress], slug: str, key: str, by: Actor, now: datetime) -> Congress:
    """What `make` makes, or what it made under this key before. A twin waits for the first."""
    once = {"credential": f"{by.kind}:{by.id}"[:64], "method": "POST", "path": ONCE, "key": key}
    try:
        with transaction.atomic():
            kept = IdempotencyKey.objects.create(**once, body_digest="", created_at=now) if key else None
            if Congress.objects.filter(slug=slug).exists():
                raise slug_taken(slug)
            made = make()
            if kept is not None:
                kept.made_kind, kept.made_id = Congress._meta.label, str(made.pk)
                kept.save(update_fields=["made_kind", "made_id"])
            return made
    except IntegrityError:
        twin = IdempotencyKey.objects.filter(**once).first() if key else None
        if twin is None:
            raise
    return Congress.objects.get(pk=twin.made_id)


def numbered(make: Callable[[], Made], slug: str) -> Made:
    """What `make` makes; again where another congress took the number at this moment. Raises CongressSlugTaken."""
    attempt = 1
    while True:
        try:
            return make()
        except RowsContradict as error:
            if error.params["table"] != Congress._meta.label_lower or attempt == ATTEMPTS:
                raise
            if Congress.objects.filter(slug=slug).exists():
                raise slug_taken(slug) from None
        attempt += 1


def _check(source: Congress, slug: str, name: dict[str, str], shift: Shift, now: datetime) -> None:
    if not slug:
        raise refused({"slug": "slug_malformed"})
    facts = Facts(
        name=name,
        starts_on=shift.moved(source.starts_on),
        ends_on=shift.moved(source.ends_on),
        timezone=shift.after.key,
        host=source.host,
        languages=tuple(source.languages),
        slug=slug,
    )
    check_facts(facts, now, may_be_past=True)


def begin(*, congress: Congress, by: Actor, now: datetime) -> None:
    """What every edition needs where it has just arrived: a key for its badges, an owner if a user acts, and the
    baselines of its translations."""
    ensure_key(congress=congress, now=now)
    keep_baselines(congress=congress, now=now)
    owner = User.objects.filter(pk=by.id).first() if by.kind == "user" and by.id.isdecimal() else None
    if owner is not None:
        today = now.astimezone(congress.zone).date()
        TeamMember.objects.create(congress=congress, user=owner, role=Role.OWNER, starts_on=today)
