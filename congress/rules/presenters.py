"""How a co-presenter stands, when they are asked, and what a change of their data undoes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from congress.rules.content import Presenter

REMINDER_EVERY = timedelta(days=7)
MOST_REMINDERS = 2

# States of a submission in which its presenters are asked, and may answer.
ASKING = ("submitted", "revision", "reserve", "accepted")


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a co-presenter; instants are None for what has not happened."""

    has_address: bool
    is_minor: bool
    asked_at: datetime | None = None
    confirmed_at: datetime | None = None
    declined_at: datetime | None = None
    guardian_agreed_at: datetime | None = None


def standing(row: Standing) -> str:
    """The code of enums.PresenterState. A minor is confirmed only with the guardian's consent."""
    if row.declined_at is not None:
        return "declined"
    if row.confirmed_at is not None:
        return "guardian" if row.is_minor and row.guardian_agreed_at is None else "confirmed"
    if not row.has_address and not row.is_minor:
        return "no_address"
    if row.asked_at is None:
        return "not_asked"
    return "guardian" if row.is_minor and row.guardian_agreed_at is None else "waiting"


def due_reminder(asked_at: datetime, now: datetime) -> int:
    """Which reminder is due, 1 or 2; 0 for none, also once the time of the last one has long passed."""
    passed = (now - asked_at) // REMINDER_EVERY
    return passed if 1 <= passed <= MOST_REMINDERS else 0


def matches(before: Sequence[Presenter], after: Sequence[Presenter]) -> list[int | None]:
    """For each of `after` its place in `before`: the same address first, else the same name; None for somebody new."""
    found: list[int | None] = [None] * len(after)
    free = dict(enumerate(before))
    for is_same in (_same_person, _same_address, _same_name):
        for place, person in enumerate(after):
            at = next((at for at, old in free.items() if is_same(old, person)), None)
            if found[place] is None and at is not None:
                found[place] = at
                del free[at]
    return found


def undoes_answer(before: Presenter, after: Presenter) -> bool:
    """Whether the change takes back what the presenter answered: another mailbox has not said anything yet."""
    return before.email.casefold() != after.email.casefold()


def undoes_consent(before: Presenter, after: Presenter) -> bool:
    """Whether the change takes back the guardian's consent: another guardian, or another child."""
    return (before.name, before.is_minor, before.guardian_name, before.guardian_email.casefold()) != (
        after.name,
        after.is_minor,
        after.guardian_name,
        after.guardian_email.casefold(),
    )


def _same_person(one: Presenter, other: Presenter) -> bool:
    return _same_address(one, other) and _same_name(one, other)


def _same_address(one: Presenter, other: Presenter) -> bool:
    return bool(one.email) and one.email.casefold() == other.email.casefold()


def _same_name(one: Presenter, other: Presenter) -> bool:
    return one.name.casefold() == other.name.casefold()
