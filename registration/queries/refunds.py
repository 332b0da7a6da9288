"""What is given back to whoever cancels."""

from datetime import datetime

from common.money import Money
from registration.models import Registration, Terms
from registration.rules.policy import Period, given_back, percent_at, periods_of


def refund_periods(terms: Terms) -> list[Period]:
    """The periods of a congress's refund rule; [] where it has none. Reads the congress of the terms."""
    return periods_of(terms.refund_rules, terms.congress.starts_on, terms.congress.zone)


def refund_on_cancelling(row: Registration, now: datetime) -> Money | None:
    """What is given back when a registration is cancelled now, perhaps nothing of what was paid.

    None where no rule says it: the congress has none, nothing was paid, or a delegation's order pays for others too.
    """
    if row.order is None or row.delegation_id is not None or not row.order.kept:
        return None
    terms = Terms.objects.select_related("congress").filter(congress_id=row.congress_id).first()
    if terms is None or not terms.refund_rules:
        return None
    return given_back(row.order.kept, percent_at(refund_periods(terms), now))
