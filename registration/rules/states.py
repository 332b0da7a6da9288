"""The states of a registration and which may follow which; drawn in docs/algorithms/registration.md."""

from registration.enums import State

S = State

TRANSITIONS: dict[str, frozenset[str]] = {
    S.AWAITING_APPROVAL: frozenset({S.AWAITING_PAYMENT, S.CONFIRMED, S.REFUSED, S.CANCELLED}),
    S.AWAITING_PAYMENT: frozenset({S.SECURED, S.CONFIRMED, S.EXPIRED, S.CANCELLED}),
    S.SECURED: frozenset({S.CONFIRMED, S.CANCELLED, S.NO_SHOW}),
    S.CONFIRMED: frozenset({S.CANCELLED, S.NO_SHOW}),
    S.WAITLISTED: frozenset({S.AWAITING_APPROVAL, S.AWAITING_PAYMENT, S.CONFIRMED, S.CANCELLED}),
    # Paid too late: the place is taken again if there is one.
    S.EXPIRED: frozenset({S.CONFIRMED}),
    S.CANCELLED: frozenset(),
    S.REFUSED: frozenset(),
    S.NO_SHOW: frozenset({S.CONFIRMED}),
}


def may_follow(current: str, wanted: str) -> bool:
    return wanted in TRANSITIONS[current]
