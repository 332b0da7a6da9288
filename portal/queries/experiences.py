"""The experiences that a congress shows: accepted, told, consented."""

from django.db.models import QuerySet

from congress.models import Congress, Submission
from congress.queries.submission import published_experiences
from registration.rules.folding import fold


def experiences(congress: Congress, *, axis: str = "", country: str = "") -> QuerySet[Submission]:
    rows = published_experiences(congress).select_related("organisation", "axis", "format", "author")
    if axis:
        rows = rows.filter(axis__code=axis)
    if country:
        rows = rows.filter(organisation__country=country)
    return rows.order_by("axis__position", "organisation__slug", "id")


def matching(rows: QuerySet[Submission], text: str) -> list[Submission]:
    """Those whose title, summary or city hold every word, whatever the accents."""
    words = fold(text).split()
    if not words:
        return list(rows)
    return [row for row in rows if all(word in _text(row) for word in words)]


def _text(row: Submission) -> str:
    parts = [*row.title.values(), *row.summary.values(), *row.organisation.name.values()]
    return fold(" ".join(str(part) for part in parts))
