"""Finding cities as one types them."""

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from network.enums import OrganisationKind
from network.models import Organisation
from network.rules.search import fold


def matching(text: str) -> Q:
    """Organisations one of whose names holds every word of the text, accents and case aside."""
    found = Q()
    for word in fold(text).split()[:8]:
        found &= Q(search__contains=word)
    return found


def find(text: str, limit: int = 20, *, kind: str = OrganisationKind.CITY) -> QuerySet[Organisation]:
    """Active cities for a picker; names that begin with the text come first. An empty text finds all.

    `kind` "" finds other organisations, too. At most `limit` rows, one query.
    """
    folded = fold(text)[:60]
    rows = Organisation.objects.filter(matching(folded), is_active=True)
    if kind:
        rows = rows.filter(kind=kind)
    begins = Case(
        When(search__contains=f"|{folded}", then=Value(False)), default=Value(True), output_field=BooleanField()
    )
    return rows.order_by(begins, "slug")[:limit]


def every_city() -> QuerySet[Organisation]:
    """Active cities, for the suggestions beneath a field: slug, name and country only."""
    return Organisation.objects.filter(kind=OrganisationKind.CITY, is_active=True).only("slug", "name", "country")


def by_slug(slug: str) -> Organisation | None:
    """An active organisation by its slug, for a plain select or datalist."""
    return Organisation.objects.filter(slug=slug.strip().lower(), is_active=True).first()
