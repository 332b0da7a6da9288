"""The fold: any history in any order gives one state, and every step of it stands in the table."""

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.enums import SIGNS, EntryKind, OrderState
from payments.rules.ledger import Account, fold
from payments.rules.states import TRANSITIONS, can_move

CHARGE = (EntryKind.CHARGE, 30000)
DIAGRAM = Path(__file__).parents[2] / "docs" / "algorithms" / "order.md"


@pytest.mark.parametrize(
    ("entries", "state"),
    [
        ([], "open"),
        ([("security", 0)], "secured"),
        ([("security", 0), ("release", 0)], "open"),
        ([("payment", -10000)], "partly_paid"),
        ([("payment", -10000), ("security", 0)], "partly_paid"),
        ([("payment", -30000)], "paid"),
        ([("payment", -30000), ("payment_reversal", 30000)], "open"),
        ([("payment", -30001)], "overpaid"),
        ([("lapse", 0)], "expired"),
        ([("lapse", 0), ("revival", 0)], "open"),
        ([("lapse", 0), ("payment", -10000)], "expired"),
        ([("lapse", 0), ("payment", -30000)], "paid"),
        ([("credit", -30000), ("cancellation", 0)], "cancelled"),
        ([("credit", -30000), ("cancellation", 0), ("payment", -30000)], "overpaid"),
        ([("payment", -30000), ("credit", -25000), ("cancellation", 0), ("refund", 25000)], "cancelled"),
        ([("payment", -30000), ("refund", 30000)], "refunded"),
        ([("payment", -30000), ("refund", 30000), ("refund_reversal", -30000)], "paid"),
        ([("payment", -40000), ("refund", 10000)], "paid"),
        ([("write_off", -30000)], "paid"),
        ([("discount", -1000), ("payment", -29000)], "paid"),
    ],
)
def test_fold_names_the_state(entries, state):
    assert fold([CHARGE, *entries]).state == state


def test_fold_of_due_and_excess_is_never_negative():
    account = fold([CHARGE, ("payment", -40000)])
    assert (account.due, account.excess, account.kept) == (0, 10000, 40000)


def histories():
    """Entries with the sign of their kind; refunds and reversals may outrun what they take back."""
    return st.lists(
        st.sampled_from([kind for kind in EntryKind if kind is not EntryKind.CHARGE]).flatmap(
            lambda kind: st.tuples(
                st.just(kind.value),
                st.just(0) if SIGNS[kind] == 0 else st.integers(1, 40000).map(lambda n, s=SIGNS[kind]: n * (s or 1)),
            )
        ),
        max_size=8,
    )


@given(histories(), st.randoms(use_true_random=False))
def test_fold_does_not_depend_on_the_order_of_entries(history, random):
    shuffled = list(history)
    random.shuffle(shuffled)
    assert fold([CHARGE, *shuffled]) == fold([CHARGE, *history])


@given(histories())
def test_every_step_of_a_history_stands_in_the_table(history):
    """Only histories whose sums the database would accept: nothing refunded that was not received."""
    before = fold([CHARGE])
    for index in range(1, len(history) + 1):
        after = fold([CHARGE, *history[:index]])
        if not is_sound(after) or before.is_cancelled:
            break
        assert can_move(before.state, after.state), (before, history[:index], after)
        before = after


def is_sound(account: Account) -> bool:
    return account.charged >= 0 and account.received >= 0 and 0 <= account.refunded <= account.received


def neighbours(account: Account):
    """Every account one entry away, amounts of one to three units."""
    for step in (-3, -2, -1, 1, 2, 3):
        for name in ("charged", "received", "refunded"):
            yield replace(account, **{name: getattr(account, name) + step})
    if not account.is_cancelled:
        yield replace(account, is_secured=not account.is_secured)
        yield replace(account, is_lapsed=not account.is_lapsed)
        for kept in range(account.charged + 1):
            yield replace(account, is_cancelled=True, charged=kept)


def test_the_table_holds_every_step_that_can_happen_and_no_other():
    todo, seen, steps = [Account(charged=3)], {Account(charged=3)}, set()
    while todo:
        account = todo.pop()
        for other in neighbours(account):
            if not is_sound(other) or other.charged > 4 or other.received > 6:
                continue
            if other.state != account.state:
                steps.add((account.state, other.state))
            if other not in seen:
                seen.add(other)
                todo.append(other)
    assert steps == {(current, following) for current, allowed in TRANSITIONS.items() for following in allowed}


@given(histories())
def test_a_cancelled_order_never_waits_for_money_again(history):
    account = fold([CHARGE, ("cancellation", 0), ("credit", -30000), *history])
    if is_sound(account):
        assert account.state in {OrderState.CANCELLED, OrderState.OVERPAID, OrderState.REFUNDED}


def test_five_events_in_every_order_each_once_or_twice_give_one_state():
    """Repeats carry the reference of the first, so the ledger holds each once; the fold gets any order."""
    events = [
        ("a", "payment", -10000),
        ("b", "payment", -20000),
        ("c", "refund", 5000),
        ("d", "lapse", 0),
        ("e", "refund", 25000),
    ]
    states = set()
    for order in itertools.permutations(events):
        for repeats in itertools.product((1, 2), repeat=len(order)):
            ledger = {
                name: (kind, amount) for (name, kind, amount), n in zip(order, repeats, strict=True) for _ in range(n)
            }
            states.add(fold([CHARGE, *ledger.values()]).state)
    assert states == {OrderState.REFUNDED}


def test_the_diagram_shows_exactly_the_table():
    drawn: dict[str, set[str]] = {}
    for current, following in re.findall(r"^\s*(\w+) --> (\w+)$", DIAGRAM.read_text("utf-8"), re.MULTILINE):
        drawn.setdefault(current, set()).add(following)
    assert drawn == {state.value: {s.value for s in allowed} for state, allowed in TRANSITIONS.items()}
