"""What members of the committee say of themselves, and how much the chair has them read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Invalid
from congress.actions.conflict_finder import find_conflicts
from congress.actions.hold import hold
from congress.models import Axis, CommitteeMember, Congress, Partnership
from congress.rules.committee import MOST_KEYWORDS, MOST_LOAD, keywords_of, loads_fault
from network.models import Organisation
from questions.rules.text import tidy


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """What a member fills in. `partner` is a city to add, `no_partners` the numbers of partnerships to take out."""

    languages: Iterable[str]
    axes: Iterable[str] = ()
    expertise: str = ""  # keywords, parted by commas or lines
    max_load: int | None = None
    partner: Organisation | None = None
    partner_detail: str = ""
    no_partners: Iterable[int] = field(default_factory=tuple)


def save_profile(*, member: CommitteeMember, facts: ProfileFacts, by: Actor, now: datetime) -> CommitteeMember:
    """Keeps what a member reads and with whom they have ties; new ties bar at once, and stay when taken out again.

    A repeat is harmless. Raises Invalid per field.
    """
    languages, words = sorted(set(facts.languages)), keywords_of(facts.expertise)
    with transaction.atomic():
        hold(member.congress)
        row = _held(member)
        _check_profile(row, languages, words, facts.max_load)
        row.languages, row.expertise, row.max_load, row.profile_at = languages, words, facts.max_load, now
        row.save(update_fields=["languages", "expertise", "max_load", "profile_at"])
        row.axes.set(Axis.objects.filter(congress=row.congress_id, code__in=list(facts.axes)))
        Partnership.objects.filter(member=row, pk__in=list(facts.no_partners)).delete()
        if facts.partner is not None:
            detail = {"detail": tidy(facts.partner_detail)[:200]}
            Partnership.objects.update_or_create(member=row, organisation=facts.partner, defaults=detail)
        _audit(row.congress, "committee_profile_saved", row.pk, by, now, {"languages": languages})
        find_conflicts(congress=row.congress, members=CommitteeMember.objects.filter(pk=row.pk), now=now)
    return row


def set_loads(*, congress: Congress, loads: Mapping[int, tuple[int, int | None]], by: Actor, now: datetime) -> int:
    """Sets {member: (minimum, maximum or None)}; returns how many changed. Raises Invalid under "load-<member>"."""
    faults = {f"load-{pk}": [fault] for pk, (least, most) in loads.items() if (fault := _load_words(least, most))}
    if faults:
        raise Invalid(fields=faults)
    with transaction.atomic():
        hold(congress)
        rows = CommitteeMember.objects.select_for_update().filter(congress=congress, pk__in=loads).order_by("pk")
        changed = [row for row in rows if (row.min_load, row.max_load) != loads[row.pk]]
        for row in changed:
            row.min_load, row.max_load = loads[row.pk]
            after = {"least": row.min_load, "most": row.max_load}
            _audit(congress, "committee_loads_set", row.pk, by, now, after)
        CommitteeMember.objects.bulk_update(changed, ["min_load", "max_load"])
    return len(changed)


def _held(member: CommitteeMember) -> CommitteeMember:
    rows = CommitteeMember.objects.select_for_update(of=("self",)).select_related("congress", "user__person")
    return rows.get(pk=member.pk)


def _check_profile(row: CommitteeMember, languages: list[str], words: list[str], most: int | None) -> None:
    faults: dict[str, list[Any]] = {}
    if not languages:
        faults["languages"] = [_("Please choose one language at least.")]
    if len(words) > MOST_KEYWORDS:
        faults["expertise"] = [_("Please give fewer keywords.")]
    if fault := _load_words(row.min_load, most):
        faults["max_load"] = [fault]
    if faults:
        raise Invalid(fields=faults)


def _load_words(least: int, most: int | None) -> Any:
    fault = loads_fault(least, most)
    words = {
        "crossed": _("The maximum lies below the minimum that the chair has set."),
        "out_of_range": _("Please give a number from 0 to {most}.").format(most=MOST_LOAD),
    }
    return words[fault] if fault else None


def _audit(congress: Congress, verb: str, pk: int, by: Actor, now: datetime, after: dict[str, Any]) -> None:
    subject = ("committee_member", pk, "")
    audit.record(verb=verb, subject=subject, by=by, now=now, scope=congress.scope, after=after)
