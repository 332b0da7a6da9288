"""Who may register in a category."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from registration.enums import Eligibility, Need


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


def takes_delegations(*, is_public: bool, is_for_delegations: bool, eligibility: str, needs: Collection[str]) -> bool:
    """Whether the head of a delegation may register others in a category.

    Not where people are invited or examined one by one: a head proves nothing in another's name.
    """
    examined = {Need.PROOF, Need.APPROVAL, Need.CODE} & set(needs)
    return is_public and is_for_delegations and eligibility != Eligibility.INVITATION and not examined


def is_open(at: datetime, *windows: tuple[datetime | None, datetime | None]) -> bool:
    """Whether an instant lies in every `[opens, closes)` window; None is open."""
    return all((opens is None or opens <= at) and (closes is None or at < closes) for opens, closes in windows)
