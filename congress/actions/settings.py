"""What a congress is: its name, dates, zone, place and languages. Whoever saves names the version they read."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actions.translations import move_words
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.formats import languages
from congress.actions.hold import CongressArchived
from congress.enums import CongressState, Part
from congress.faults import SettingsFault
from congress.models import Congress
from congress.queries.slugs import free_slug
from congress.rules.settings import Days, day_faults, text_faults, unknown
from congress.rules.slugs import slug_fault
from network.models import Organisation

Texts = dict[str, str]
TEXTS = ("name", "theme", "description", "venue")
PLAIN = ("slug", "starts_on", "ends_on", "timezone", "address", "latitude", "longitude", "reply_to", "host_id")
NAMES = (*TEXTS, *PLAIN, "languages")


class CongressSlugTaken(Conflict):
    code = "congress_slug_taken"
    message = _("Another congress has this address. “{free}” is free.")


class SettingsChanged(Conflict):
    code = "settings_changed"
    message = _("Somebody has saved these settings since you opened this page. Please compare, and save again.")


@dataclass(frozen=True, slots=True)
class Facts:
    """The settings of a congress. Dates are days in its `timezone` (IANA); an empty slug stays as it is."""

    name: Texts
    starts_on: date
    ends_on: date
    timezone: str
    host: Organisation | None
    languages: tuple[str, ...]
    slug: str = ""
    theme: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    venue: Texts = field(default_factory=dict)
    address: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    reply_to: str = ""


def change_settings(
    *, congress: Congress, facts: Facts, version: int, by: Actor, now: datetime, may_be_past: bool = False
) -> tuple[Congress, list[str]]:
    """Saves the settings over `version`; returns the congress and the names of what changed (none: nothing written).

    Raises Invalid per field, CongressSlugTaken, SettingsChanged when somebody else saved meanwhile,
    CongressArchived.
    """
    with transaction.atomic():
        row = locked(congress, version)
        check_change(congress=row, facts=facts, now=now, may_be_past=may_be_past)
        before = {name: getattr(row, name) for name in NAMES}
        _write(row, facts)
        changed = [name for name in NAMES if getattr(row, name) != before[name]]
        if changed:
            old = {"slug": before["slug"], "timezone": before["timezone"], "starts_on": before["starts_on"].isoformat()}
            save(row, changed, before=old, by=by, now=now)
        if "slug" in changed:
            move_words(before=before["slug"], after=row.slug)
    return row, changed


def check_change(*, congress: Congress, facts: Facts, now: datetime, may_be_past: bool = False) -> None:
    """Whether these settings could be kept, before anything is asked or written. Raises Invalid, CongressSlugTaken."""
    had_passed = congress.ends_on == facts.ends_on  # days that stand already need no second tick
    check_facts(facts, now, may_be_past=may_be_past or had_passed)
    if facts.slug and facts.slug != congress.slug:
        if not congress.is_rehearsing:
            raise refused({"slug": "slug_fixed"})
        if Congress.objects.filter(slug=facts.slug).exists():
            raise slug_taken(facts.slug)


def locked(congress: Congress, version: int) -> Congress:
    """The congress's row, locked, if it is the version that was read. Raises SettingsChanged, CongressArchived."""
    row = Congress.objects.select_for_update().get(pk=congress.pk)
    if row.state == CongressState.ARCHIVED:
        raise CongressArchived()
    if row.version != version:
        raise SettingsChanged()
    return row


def save(row: Congress, changed: Collection[str], *, before: dict[str, Any], by: Actor, now: datetime) -> None:
    """Counts the save and writes what it changed into the trail. Raises CongressSlugTaken."""
    row.version += 1
    try:
        with transaction.atomic():
            row.save(update_fields=[*changed, "version"])
    except IntegrityError:
        raise slug_taken(row.slug) from None
    now_so = {
        "slug": row.slug,
        "timezone": row.timezone,
        "starts_on": row.starts_on.isoformat(),
        "parts": row.parts,
    }
    after = {"version": row.version, "changed": list(changed)} | {name: now_so[name] for name in before}
    audit.record(verb="settings_changed", subject=row, by=by, now=now, scope=row.slug, before=before, after=after)


def change_parts(
    *, congress: Congress, parts: Collection[str], version: int, by: Actor, now: datetime
) -> tuple[Congress, list[str]]:
    """Chooses which parts the congress uses; what was entered in one that is left out stays, unseen."""
    if unknown(parts, Part.values):
        raise refused({"parts": "unknown_part"})
    with transaction.atomic():
        row = locked(congress, version)
        before, row.parts = row.parts, [part for part in Part.values if part in parts]
        changed = ["parts"] if row.parts != before else []
        if changed:
            save(row, changed, before={"parts": before}, by=by, now=now)
    return row, changed


def check_facts(facts: Facts, now: datetime, *, may_be_past: bool) -> None:
    """Raises Invalid with a sentence for each field that cannot be kept."""
    found: dict[str, str] = {}
    if facts.timezone not in available_timezones():
        found["timezone"] = "unknown_zone"
    else:
        today = now.astimezone(Congress(timezone=facts.timezone).zone).date()
        found |= day_faults(Days(facts.starts_on, facts.ends_on, today), may_be_past=may_be_past)
    found |= text_faults({name: getattr(facts, name) for name in TEXTS}, facts.languages)
    if unknown(facts.languages, dict(languages("en"))):
        found["languages"] = "unknown_language"
    if facts.slug and (fault := slug_fault(facts.slug)):
        found["slug"] = fault
    if found:
        raise refused(found)


def refused(codes: dict[str, str]) -> Invalid:
    """The refusal with the sentence of each field's code."""
    return Invalid(fields={name: [SettingsFault(code).label] for name, code in codes.items()})


def slug_taken(slug: str) -> CongressSlugTaken:
    """The refusal, with a word like it that is free."""
    free = free_slug(slug)
    sentence = str(CongressSlugTaken.message).format(free=free)
    return CongressSlugTaken(fields={"slug": [sentence]}, free=free)


def _write(row: Congress, facts: Facts) -> None:
    for name in (*TEXTS, *PLAIN):
        if name not in ("slug", "host_id"):
            setattr(row, name, getattr(facts, name))
    row.slug, row.host, row.languages = facts.slug or row.slug, facts.host, list(facts.languages)
