"""What is given back to whoever cancels: the rule, what it gives, and where it is said and set."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.models import AuditEntry
from common.money import Money
from payments.actions.receipts import receive_transfer
from payments.models import Order, Refund
from registration.actions.manage import cancel
from registration.actions.refund_rules import RefundRulesUnsound, set_refund_rules
from registration.actions.register import register
from registration.models import Registration, Terms
from registration.queries.refunds import refund_on_cancelling
from registration.rules.policy import Period, faults, given_back, percent_at, periods_of
from tests.factories import congress as make
from tests.registration.scene import BY, NOW, application, open_congress

OPENS = date(2027, 5, 25)
MADRID = ZoneInfo("Europe/Madrid")
RULES = [{"days": 60, "percent": 100}, {"days": 30, "percent": 50}]


# --- the rule -----------------------------------------------------------------------------------
def test_days_before_the_opening_end_with_their_day():
    [period] = periods_of([{"days": 30, "percent": 50}], OPENS, MADRID)

    assert period == Period(datetime(2027, 4, 25, 22, 0, tzinfo=UTC), 50)  # to the end of 25 April in Madrid


def test_an_instant_ends_at_itself():
    [period] = periods_of([{"until": "2027-04-01T21:59:00+00:00", "percent": 0}], OPENS, MADRID)

    assert period.until == datetime(2027, 4, 1, 21, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ([], []),
        (RULES, []),
        ([{"days": 0, "percent": 0}], []),
        ([{"days": 60, "percent": 50}, {"until": "2027-04-01T21:59:00+00:00", "percent": 50}], []),
        ([{"days": 30, "percent": 50}, {"days": 60, "percent": 20}], [(1, "not_later")]),
        ([{"days": 30, "percent": 50}, {"days": 30, "percent": 20}], [(1, "not_later")]),
        ([{"days": 60, "percent": 50}, {"days": 30, "percent": 60}], [(1, "rises")]),
        ([{"days": 60, "percent": 101}], [(0, "percent")]),
        ([{"days": 60, "percent": None}], [(0, "percent")]),
        ([{"days": 60, "percent": True}], [(0, "percent")]),
        ([{"percent": 50}], [(0, "end")]),
        ([{"days": 60, "until": "2027-04-01T21:59:00+00:00", "percent": 50}], [(0, "end")]),
        ([{"days": -1, "percent": 50}], [(0, "end")]),
        ([{"until": "2027-04-01T21:59:00", "percent": 50}], [(0, "end")]),
        ([{"until": "tomorrow", "percent": 50}], [(0, "end")]),
        ([{"days": 90 - n, "percent": 50} for n in range(7)], [(6, "too_many")]),
    ],
)
def test_faults_of_a_rule(rules, found):
    assert faults(rules, OPENS, MADRID) == found


days = st.lists(st.integers(0, 400), min_size=1, max_size=6, unique=True)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(days, st.lists(st.integers(0, 100), min_size=6, max_size=6), moments, moments)
def test_a_sound_rule_has_one_answer_for_every_instant_and_never_gives_more_later(ends, percents, one, other):
    falling = sorted(percents, reverse=True)
    rules = [{"days": end, "percent": share} for end, share in zip(sorted(ends, reverse=True), falling, strict=False)]
    periods = periods_of(rules, OPENS, MADRID)

    assert faults(rules, OPENS, MADRID) == []
    assert all(before.until < after.until for before, after in zip(periods, periods[1:], strict=False))
    earlier, later = sorted((one, other))
    assert percent_at(periods, earlier) >= percent_at(periods, later)
    assert percent_at(periods, periods[-1].until) == 0


@given(st.integers(0, 10**9), st.integers(0, 100))
def test_what_is_given_back_lies_between_nothing_and_all(minor, percent):
    back = given_back(Money(minor, "EUR"), percent)

    assert 0 <= back.minor <= minor
    assert abs(back.minor * 100 - minor * percent) <= 50
    assert given_back(Money(minor, "EUR"), 100).minor == minor


def test_half_a_cent_is_rounded_up():
    assert given_back(Money(333, "EUR"), 50) == Money(167, "EUR")


# --- setting it ---------------------------------------------------------------------------------
@pytest.fixture
def event(db):
    made = open_congress()
    Terms.objects.update(refund_rules=RULES)
    return made


def test_an_unsound_rule_is_refused_with_a_sentence(event):
    with pytest.raises(RefundRulesUnsound) as refused:
        set_refund_rules(terms=Terms.objects.get(), rules=list(reversed(RULES)), by=BY, now=NOW)

    assert str(refused.value) == "Period 2 ends before period 1, or together with it. Each has to end later."
    assert Terms.objects.get().refund_rules == RULES


def test_a_rule_that_is_set_stands_in_the_trail(event):
    set_refund_rules(terms=Terms.objects.get(), rules=[{"days": 10, "percent": 10}], by=BY, now=NOW)

    line = AuditEntry.objects.get(verb="refund_rules_changed")
    assert (line.before["periods"], line.after["periods"]) == (RULES, [{"days": 10, "percent": 10}])


# --- what cancelling gives ----------------------------------------------------------------------
def paid(event, **kw):
    row = register(congress=event, application=application(**kw), by=BY, now=NOW)
    receive_transfer(
        order=row.order, amount=row.order.due, received_on=NOW.date(), bank_reference=row.code, by=BY, now=NOW
    )
    return Registration.objects.select_related("congress", "order").get(pk=row.pk)


@pytest.mark.sound
@pytest.mark.parametrize(("before", "given"), [(90, 30_000), (45, 15_000), (10, 0)])
def test_cancelling_gives_back_what_the_rule_says(event, before, given):
    row = paid(event)
    at = datetime(2027, 5, 25, 9, 0, tzinfo=UTC) - timedelta(days=before)

    assert refund_on_cancelling(row, at) == Money(given, "EUR")
    cancel(registration=row, by=BY, now=at)

    asked = sum(Refund.objects.values_list("amount_minor", flat=True))
    order = Order.objects.get()
    assert (asked, order.charged_minor, order.kept.minor - asked) == (given, 30_000 - given, 30_000 - given)


@pytest.mark.sound
def test_without_a_rule_the_money_stays_on_the_account(event):
    Terms.objects.update(refund_rules=[])
    row = paid(event)

    assert refund_on_cancelling(row, NOW) is None
    cancel(registration=row, by=BY, now=NOW)

    assert (Refund.objects.count(), Order.objects.get().state) == (0, "paid")


def test_nothing_is_given_back_of_what_was_never_paid(event):
    row = register(congress=event, application=application(), by=BY, now=NOW)

    assert refund_on_cancelling(row, NOW) is None
    cancel(registration=row, by=BY, now=NOW)

    assert (Refund.objects.count(), Order.objects.get().state) == (0, "cancelled")


# --- pages --------------------------------------------------------------------------------------
def test_participants_read_the_rule_before_they_register(event, client):
    page = client.get(f"/en/{event.slug}/register/?category=member").content.decode()

    assert "Until 26 March 2027, 23:59 (Europe/Madrid): all of what was paid." in page
    assert "Until 25 April 2027, 23:59 (Europe/Madrid): 50 % of what was paid." in page
    assert "Afterwards: nothing." in page


def test_the_page_that_cancels_says_what_is_given_back(event, client_for):
    row = paid(event)
    from tests.factories import accounts

    user = accounts.user(person=row.person)
    page = client_for(user).get(f"/en/me/registrations/{row.code}/cancel/").content.decode()

    assert "€300.00 has been paid. Of that, €300.00 is given back if the registration is cancelled now." in page


def test_the_owner_sets_the_rule_on_its_page(event, client_for):
    owner = make.team_member(congress=event).user
    rows = {"period-TOTAL_FORMS": "2", "period-INITIAL_FORMS": "0", "period-0-days": "20", "period-0-percent": "75",
            "period-1-until": "2027-05-20T12:00", "period-1-percent": "25"}  # fmt: skip

    answer = client_for(owner).post(f"/en/{event.slug}/manage/refunds/", rows)

    assert answer.status_code == 302
    assert Terms.objects.get().refund_rules == [
        {"days": 20, "percent": 75},
        {"until": "2027-05-20T10:00:00+00:00", "percent": 25},
    ]


@pytest.mark.parametrize(
    ("until", "said"),
    [("2027-03-28T02:30", "This time does not exist"), ("2026-10-25T02:30", "This time comes twice")],
)
def test_a_time_that_clocks_skip_or_repeat_is_refused(event, client_for, until, said):
    owner = make.team_member(congress=event).user
    rows = {"period-TOTAL_FORMS": "1", "period-INITIAL_FORMS": "0", "period-0-until": until, "period-0-percent": "75"}

    answer = client_for(owner).post(f"/en/{event.slug}/manage/refunds/", rows)

    assert answer.status_code == 422
    assert said in answer.content.decode()
