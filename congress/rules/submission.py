"""The states of a submission and when it may be handed in. Pure."""

from datetime import datetime

# state → verb → next state. The diagram is docs/algorithms/submission.md.
TRANSITIONS: dict[str, dict[str, str]] = {
    "draft": {"save": "draft", "submit": "submitted", "withdraw": "withdrawn"},
    "submitted": {
        "revise": "submitted",
        "ask": "revision",
        "give_way": "draft",
        "withdraw": "withdrawn",
        "accept": "accepted",
        "reserve": "reserve",
        "reject": "rejected",
    },
    "revision": {
        "ask": "revision",
        "save": "revision",
        "resubmit": "submitted",
        "close": "submitted",
        "withdraw": "withdrawn",
    },
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


def late_passes(now: datetime, *, expires_at: datetime, revoked_at: datetime | None) -> bool:
    """Whether a late access code still lets somebody write; at the second of its expiry it does not."""
    return revoked_at is None and now < expires_at


def refusal(*, rule: str, kind: str, in_good_standing: bool, party: str = "") -> str | None:
    """Why an organisation may not submit: "excluded", "not_invited" or "not_member"; None when it may.

    `party` is "invited", "excluded" or "". An exclusion holds whatever the rule; an invitation counts only where
    the call is for those invited.
    """
    if party == "excluded":
        return "excluded"
    if rule == "invited":
        return None if party == "invited" else "not_invited"
    return None if is_eligible(rule=rule, kind=kind, in_good_standing=in_good_standing) else "not_member"


def is_eligible(*, rule: str, kind: str, in_good_standing: bool) -> bool:
    """Whether an organisation may submit: any may, or only cities that are members in good standing."""
    return rule == "any" or (kind == "city" and in_good_standing)


def has_place(*, kind: str, counted: int, limit: int | None) -> bool:
    """Whether a city may hand in one more. The limit is per city; other bodies have none."""
    return limit is None or kind != "city" or counted < limit
