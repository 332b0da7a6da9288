"""What may be decided, and when decisions may be released. Pure."""

from collections.abc import Mapping

# What the author knows → what may be decided next. "submitted" is undecided; a reserve may move later.
# The diagram is docs/algorithms/decision.md.
TRANSITIONS: dict[str, tuple[str, ...]] = {
    "draft": (),
    "submitted": ("accepted", "reserve", "rejected"),
    "reserve": ("accepted", "rejected"),
    "accepted": (),
    "rejected": (),
    "withdrawn": (),
    "revision": (),
    "declined": (),
}


def may_decide(state: str, outcome: str) -> bool:
    """Whether a submission in this state may get this outcome."""
    return outcome in TRANSITIONS[state]


def needs_reason(outcome: str) -> bool:
    """A city that is not selected is told why."""
    return outcome == "rejected"


def undecided(states: Mapping[str, str], pending: Mapping[str, str]) -> list[str]:
    """The codes in a group that would be left without a letter: submitted, with no decision pending."""
    return sorted(code for code, state in states.items() if state == "submitted" and code not in pending)
