"""The states of a submission and when it may be handed in. Pure."""

from datetime import datetime

# state → verb → next state. The diagram is docs/algorithms/submission.md.
TRANSITIONS: dict[str, dict[str, str]] = {
    "draft": {"save": "draft", "submit": "submitted", "withdraw": "withdrawn"},
    "submitted": {
        "revise": "submitted",
        "ask": "revision",
        "withdraw": "withdrawn",
        "accept": "accepted",
        "reserve": "reserve",
        "reject": "rejected",
    },
    "revision": {"save": "revision", "resubmit": "submitted", "withdraw": "withdrawn"},
    "reserve": {"accept": "accepted", "reject": "rejected", "withdraw": "withdrawn"},
    "accepted": {"confirm": "accepted", "decline": "declined", "withdraw": "withdrawn"},
    "declined": {},
    "rejected": {},
    "withdrawn": {},
}

# States that use up one of a city's places: a draft does not, and a withdrawal gives the place back.
COUNTED = ("submitted", "revision", "accepted", "reserve", "rejected")

RELEASE_VERBS = {"accepted": "accept", "reserve": "reserve", "rejected": "reject"}


def following(state: str, verb: str) -> str | None:
    """The state after the verb, or None when the verb is not open in this state."""
    return TRANSITIONS[state].get(verb)


def window(now: datetime, opens_at: datetime, closes_at: datetime) -> str:
    """ "before", "open" or "closed"; the range is half open: at the opening it is open, at the closing closed."""
    if now < opens_at:
        return "before"
    return "open" if now < closes_at else "closed"


def is_eligible(*, rule: str, kind: str, in_good_standing: bool) -> bool:
    """Whether an organisation may submit: any may, or only cities that are members in good standing."""
    return rule == "any" or (kind == "city" and in_good_standing)


def has_place(*, kind: str, counted: int, limit: int | None) -> bool:
    """Whether a city may hand in one more. The limit is per city; other bodies have none."""
    return limit is None or kind != "city" or counted < limit
