"""The transition table of an order, and what a payer or a treasurer may do in each state."""

from payments.enums import OrderState as S

#: current -> allowed next. `docs/algorithms/order.md` draws it; a test compares the two.
TRANSITIONS: dict[S, frozenset[S]] = {
    S.OPEN: frozenset({S.SECURED, S.PARTLY_PAID, S.PAID, S.OVERPAID, S.EXPIRED, S.CANCELLED}),
    S.SECURED: frozenset({S.OPEN, S.PARTLY_PAID, S.PAID, S.OVERPAID, S.EXPIRED, S.CANCELLED}),
    S.PARTLY_PAID: frozenset({S.OPEN, S.SECURED, S.PAID, S.OVERPAID, S.EXPIRED, S.CANCELLED, S.REFUNDED}),
    S.PAID: frozenset({S.OPEN, S.SECURED, S.PARTLY_PAID, S.OVERPAID, S.EXPIRED, S.CANCELLED, S.REFUNDED}),
    S.OVERPAID: frozenset({S.OPEN, S.SECURED, S.PARTLY_PAID, S.PAID, S.EXPIRED, S.CANCELLED, S.REFUNDED}),
    S.EXPIRED: frozenset({S.OPEN, S.SECURED, S.PARTLY_PAID, S.PAID, S.OVERPAID, S.CANCELLED, S.REFUNDED}),
    S.CANCELLED: frozenset({S.OVERPAID, S.REFUNDED}),
    S.REFUNDED: frozenset({S.PARTLY_PAID, S.PAID, S.OVERPAID, S.EXPIRED, S.CANCELLED}),
}

#: The payer may pay online or by transfer.
PAYABLE = frozenset({S.OPEN, S.SECURED, S.PARTLY_PAID})

#: What the clock may end: nothing has been received and nobody vouches for it.
LAPSABLE = frozenset({S.OPEN})

#: What the organiser or the payer may still call off.
CANCELLABLE = frozenset({S.OPEN, S.SECURED, S.PARTLY_PAID, S.PAID, S.OVERPAID, S.EXPIRED})

#: What waits for money, as a treasurer lists it.
WAITING = frozenset({S.OPEN, S.SECURED, S.PARTLY_PAID})


def can_move(current: str, following: str) -> bool:
    """Whether the table allows the step; staying where one is is no step and always allowed."""
    return current == following or S(following) in TRANSITIONS[S(current)]
