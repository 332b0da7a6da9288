"""What is open to a city's delegation."""

from datetime import datetime

from network.queries.membership import standing_of
from registration.models import Category, Delegation
from registration.queries.congresses import offer
from registration.rules.eligibility import Applicant, refusal, takes_delegations


def is_for_delegations(category: Category) -> bool:
    """Whether a head may register people in the category, whatever their city."""
    return takes_delegations(
        is_public=category.is_public,
        is_for_delegations=category.is_for_delegations,
        eligibility=category.eligibility,
        needs=category.needs,
    )


def categories_of(delegation: Delegation, now: datetime) -> list[Category]:
    """The categories in which its head may register people now: open, for delegations, and fitting the city."""
    congress, city = delegation.congress, delegation.organisation
    terms = getattr(congress, "terms", None)
    applicant = Applicant(country=city.country, standing=standing_of(city, now.astimezone(congress.zone).date()))
    return [
        row
        for row in congress.categories.prefetch_related("fees")
        if is_for_delegations(row)
        and refusal(eligibility=row.eligibility, countries=row.countries, applicant=applicant) is None
        and offer(row, terms, now)["open"]
    ]
