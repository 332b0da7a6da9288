"""References, typed amounts, Stripe's units, signatures and times."""

from datetime import UTC, datetime, timedelta

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from common.money import Money
from payments.enums import ExceptionKind
from payments.rules.amounts import parse_typed
from payments.rules.backoff import pause_after
from payments.rules.checkout import LONGEST, SHORTEST, Asked, Reported, Window, checkout_window, disagreement
from payments.rules.reference import as_reference, bank_key, creditor_reference, grouped
from payments.rules.refunds import Captured, spread
from payments.rules.signature import is_genuine, sign
from payments.rules.stripe_amounts import NotForCards, from_stripe, to_stripe

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@given(st.text("ABCDEFGHJKMNPQRTUVWXY346789", min_size=1, max_size=21))
def test_a_creditor_reference_is_valid_and_found_again(body):
    reference = creditor_reference(body)
    assert iso11649.validate(reference) == reference == as_reference(grouped(reference).lower())


def test_a_creditor_reference_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match="1 to 21"):
        creditor_reference("X" * 22)


def test_one_wrong_character_is_no_reference():
    assert as_reference("RF18 5390 0754 7035") == ""


def test_a_bank_reference_is_compared_without_its_dress():
    assert bank_key(" 2026-11/00 47.ab ") == bank_key("2026 11 0047AB")


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("300", 30000),
        ("300.00", 30000),
        ("300,5", 30050),
        ("1,485.00", 148500),
        ("1.485,00", 148500),
        ("1 485,00", 148500),
        ("1\u202f485,00 €", 148500),
        ("1.234.567,89", 123456789),
        ("1.234.567", 123456700),
        ("1'485.00", 148500),
        ("EUR 12", 1200),
        ("-5", -500),
    ],
)
def test_amounts_as_people_type_them(text, minor):
    assert parse_typed(text, "EUR") == Money(minor, "EUR")


@pytest.mark.parametrize(
    "text", ["", "abc", "1.485", "1,485", "12.345.6", "1.2.3", "1e5", "300.001", "1,2,3.00", "NaN", "9" * 13]
)
def test_amounts_that_are_none_or_could_mean_two_things(text):
    with pytest.raises(ValueError):
        parse_typed(text, "EUR")


@pytest.mark.parametrize(
    ("currency", "minor", "stripes"),
    [
        ("EUR", 30000, 30000),
        ("JPY", 500, 500),
        ("ISK", 500, 50000),
        ("KWD", 12340, 12340),
        ("MGA", 500, 5),
        ("UGX", 7, 700),
    ],
)
def test_minor_units_as_stripe_counts_them(currency, minor, stripes):
    assert to_stripe(minor, currency) == stripes
    assert from_stripe(stripes, currency) == minor


@pytest.mark.parametrize(("currency", "minor"), [("KWD", 12345), ("MGA", 501)])
def test_amounts_that_stripe_does_not_take(currency, minor):
    with pytest.raises(NotForCards):
        to_stripe(minor, currency)


def test_a_fraction_of_our_minor_unit_is_no_amount():
    assert from_stripe(50, "ISK") is None


BODY = b'{"id": "evt_1"}'


def test_our_signature_is_the_one_that_the_sdk_accepts():
    header = sign(BODY, "whsec_a", 1000)
    stripe.WebhookSignature.verify_header(BODY, header, "whsec_a", tolerance=None)
    assert header == stripe.WebhookSignature.generate_signature_header(BODY.decode(), "whsec_a", 1000)


def test_a_genuine_signature_among_several_is_taken():
    header = sign(BODY, "whsec_a", 1000)
    old = sign(BODY, "whsec_old", 1000).partition(",")[2]
    assert is_genuine(BODY, f"{header},{old}", "whsec_a", 1100)


@pytest.mark.parametrize(
    ("header", "secret", "at"),
    [
        (sign(BODY, "whsec_a", 1000), "whsec_a", 1301),
        (sign(BODY, "whsec_a", 1000), "whsec_a", 699),
        (sign(BODY, "whsec_b", 1000), "whsec_a", 1000),
        (sign(BODY + b" ", "whsec_a", 1000), "whsec_a", 1000),
        (sign(BODY, "", 1000), "", 1000),
        ("", "whsec_a", 1000),
        ("t=abc,v1=00", "whsec_a", 1000),
        ("t=1000", "whsec_a", 1000),
        ("t=1000,v1=é", "whsec_a", 1000),
        ("t=1000,t=1001,v1=00", "whsec_a", 1000),
        (sign(BODY, "whsec_a", 1000).replace("v1", "v0"), "whsec_a", 1000),
    ],
)
def test_signatures_that_are_not_genuine(header, secret, at):
    assert is_genuine(BODY, header, secret, at) is False


@pytest.mark.parametrize(
    ("hold", "may_lengthen", "window"),
    [
        (None, True, Window(NOW + LONGEST, False)),
        (NOW + timedelta(days=9), True, Window(NOW + LONGEST, False)),
        (NOW + timedelta(hours=2), True, Window(NOW + timedelta(hours=2), False)),
        (NOW + timedelta(minutes=5), True, Window(NOW + SHORTEST, True)),
        (NOW + timedelta(minutes=5), False, None),
    ],
)
def test_a_checkout_ends_with_the_hold_within_what_stripe_allows(hold, may_lengthen, window):
    assert checkout_window(now=NOW, hold_until=hold, may_lengthen=may_lengthen) == window


ASKED = {"entity": "a", "order": "K7", "amount": 100, "currency": "EUR", "is_live": False, "session": "cs_1"}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, None),
        ({"session": ""}, None),
        ({"currency": "eur"}, None),
        ({"is_live": True}, ExceptionKind.MODE_MISMATCH),
        ({"entity": "b"}, ExceptionKind.ENTITY_MISMATCH),
        ({"order": "K8"}, ExceptionKind.ORDER_MISMATCH),
        ({"session": "cs_2"}, ExceptionKind.ORDER_MISMATCH),
        ({"currency": "USD"}, ExceptionKind.CURRENCY_MISMATCH),
        ({"amount": 99}, ExceptionKind.AMOUNT_MISMATCH),
    ],
)
def test_what_comes_back_must_agree_with_what_was_asked(change, kind):
    assert disagreement(Asked(**ASKED), Reported(**{**ASKED, **change})) == kind


@given(st.integers(0, 1000), st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=6))
def test_a_refund_is_spread_within_what_each_payment_has_left(wanted, pairs):
    payments = [Captured(f"p{i}", "card", amount, taken) for i, (amount, taken) in enumerate(pairs)]
    parts = spread(wanted, payments)
    assert sum(part for _, part in parts) == min(wanted, sum(p.available for p in payments))
    assert all(0 < part <= payment.available for payment, part in parts)


def test_the_pause_doubles_up_to_six_hours():
    assert [pause_after(n).total_seconds() for n in (1, 2, 3, 20)] == [30, 60, 120, 21600]
