"""What of a congress opens when: announcement, registration, programme and each call."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from common.tokens import digest
from congress.enums import CongressState, Part
from congress.models import Call, Congress
from congress.rules.openings import Window
from registration.models import Terms

ANNOUNCEMENT, PROGRAMME, REGISTRATION = "announcement", "programme", "registration"
CALL = "call_"  # the key of a call's window begins so; its number follows


def windows_of(congress: Congress) -> dict[str, Window]:
    """The windows by key, in the order in which they are shown; parts that are not used have none."""
    found = {ANNOUNCEMENT: congress.announcement}
    if congress.uses(Part.CALL):
        found |= {call_key(call): Window(call.opens_at, call.closes_at) for call in congress.calls.all()}
    terms = Terms.objects.filter(congress=congress).first()
    if terms is not None:
        found[REGISTRATION] = Window(terms.opens_at, terms.closes_at)
    if congress.uses(Part.PROGRAMME):
        found[PROGRAMME] = congress.programme_window
    return found


def call_key(call: Call) -> str:
    return f"{CALL}{call.pk}"


def fingerprint(windows: Mapping[str, Window]) -> str:
    """The same for the same instants: whoever saves names what they saw."""
    return digest("|".join(f"{key} {window.opens_at} {window.closes_at}" for key, window in sorted(windows.items())))


def announced() -> QuerySet[Congress]:
    """Congresses that are announced, with what may have opened."""
    rows = Congress.objects.filter(state=CongressState.ANNOUNCED).select_related("terms")
    return rows.prefetch_related(Prefetch("calls"), "publications").order_by("pk")


def has_opened(congress: Congress, now: datetime) -> bool:
    """Whether the public can do more than read the announcement: a call, registration or the programme is open."""
    if not congress.is_open_to_public(now):
        return False
    terms = getattr(congress, "terms", None)
    takes_people = terms is not None and Window(terms.opens_at, terms.closes_at).is_open(now)
    takes_papers = congress.uses(Part.CALL) and any(call.place(now) == "open" for call in congress.calls.all())
    reads = congress.is_programme_open(now) and bool(congress.publications.all())
    return takes_people or takes_papers or reads
