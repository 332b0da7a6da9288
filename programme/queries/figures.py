"""Sessions of a congress in figures, and those behind each figure."""

from collections import Counter

from django.db.models import Count, Q, QuerySet

from congress.models import Congress
from programme.models import Session

_SHOWN = {
    "ready": Q(is_ready=True, is_cancelled=False),
    "preparation": Q(is_ready=False, is_cancelled=False),
    "cancelled": Q(is_cancelled=True),
}


def behind(rows: QuerySet[Session], *, show: str = "", language: str = "") -> QuerySet[Session]:
    """The sessions that a figure is made of: of a state, or interpreted into a language; else all."""
    if show in _SHOWN:
        rows = rows.filter(_SHOWN[show])
    if language.isalpha():
        # A JSON list of codes; SQLite has no containment operator, and the codes are quoted.
        rows = rows.filter(interpretation__icontains=f'"{language}"', is_cancelled=False)
    return rows


def counts(congress: Congress) -> dict[str, int]:
    """{"ready", "preparation", "cancelled"}: how many sessions there are of each, in one query."""
    rows = Session.objects.filter(congress=congress)
    return rows.aggregate(**{name: Count("pk", filter=which) for name, which in _SHOWN.items()})


def interpreted(congress: Congress) -> list[tuple[str, int]]:
    """(language, how many sessions that take place are interpreted into it), the most first."""
    rows = Session.objects.filter(congress=congress, is_cancelled=False)
    found = Counter(code for codes in rows.values_list("interpretation", flat=True) for code in codes)
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
