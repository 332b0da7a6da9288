"""Who may register in a category."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from registration.enums import Eligibility


@dataclass(frozen=True, slots=True)
class Applicant:
    """What the rule needs to know. `standing` is the city's: good, arrears, suspended, or None (no member)."""

    country: str | None
    standing: str | None
    is_invited: bool = False


def refusal(*, eligibility: str, countries: Collection[str], applicant: Applicant) -> str | None:
    """None for who may; else why not: not_a_member, dues_outstanding, country_not_listed, not_invited."""
    if eligibility == Eligibility.MEMBER_CITY:
        if applicant.standing is None:
            return "not_a_member"
        if applicant.standing != "good":
            return "dues_outstanding"
    if eligibility == Eligibility.COUNTRIES and applicant.country not in countries:
        return "country_not_listed"
    if eligibility == Eligibility.INVITATION and not applicant.is_invited:
        return "not_invited"
    return None


def is_open(at: datetime, *windows: tuple[datetime | None, datetime | None]) -> bool:
    """Whether an instant lies in every `[opens, closes)` window; None is open."""
    return all((opens is None or opens <= at) and (closes is None or at < closes) for opens, closes in windows)
