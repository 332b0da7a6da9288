"""The self-examination finds nothing in a sound house, and each planted breach by its name."""

import json
from copy import deepcopy
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from common import clock
from common.actions import audit, mail
from common.models import QueuedMail
from congress.actions import log
from congress.models import Congress, LogEntry, Submission
from congress.models import guards as log_guards
from payments.models import Order, guards
from portal.queries.doctor import examine, report
from programme.actions.publish import publish
from programme.models import PublishedSession, Session
from registration.models import Category, ChosenAddOn, Counter, Entitlement, Registration, Scan, Terms
from tests.conftest import TODAY
from tests.factories import congress as congresses
from tests.factories import programme, visits
from tests.factories import registration as people
from tests.portal.house import BY, house
from tests.registration.doors import Door, hand, scan
from visits.actions.booking import book, cancel_booking
from visits.models import Booking, Departure

pytestmark = pytest.mark.django_db


def whole(now):
    """A free, a paid and a waiting registration, one seat on the bus, one published session, letters."""
    place = house(now)
    guest = place.register()
    place.pay(place.register(place.paid, given_name="Eva"))
    place.register(place.paid, given_name="Rui")
    book(registration=guest, departure=visits.fresh(place.bus), by=BY, now=now)
    Session.objects.create(
        congress=place.congress, code="opening", title={"en": "Opening"}, day=place.congress.starts_on,
        starts="09:00", ends="10:00", starts_at=now, ends_at=now + timedelta(hours=1), is_ready=True,
    )  # fmt: skip
    publish(congress=place.congress, name="First", by=BY, now=now)
    return place


@pytest.fixture(scope="module")
def untouched(django_db_setup, django_db_blocker):
    """Made once; each test writes within a transaction that is rolled back."""
    with django_db_blocker.unblock(), translation.override("en"), transaction.atomic():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "now", lambda: TODAY)
            made = whole(TODAY)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def sound(untouched):
    return deepcopy(untouched)


def breaches(place) -> dict[str, int]:
    return {one.name: one.breaches for one in examine(place.congress) if one.breaches}


def test_sound_house_has_no_breach(sound):
    assert breaches(sound) == {}


def test_report_counts_from_the_rows(sound, now):
    found = report(sound.congress, now=now)
    checks = found["checks"]

    assert (found["ok"], found["breaches"]) == (True, 0)
    assert checks["registration_states"]["by_state"] == {"confirmed": 2, "awaiting_payment": 1}
    assert checks["places"]["places"][0] == {
        "kind": "congress", "code": sound.congress.slug, "places": 50, "taken": 3, "held": 3,
    }  # fmt: skip
    assert checks["ledger"]["ledger_minor"] == {"charged": 60000, "received": 30000, "refunded": 0}
    assert checks["dashboard"]["money_received"] == 30000


def test_report_names_nobody(sound, now):
    text = json.dumps(report(sound.congress, now=now), ensure_ascii=False)

    assert "ana@example.org" not in text
    assert "Peñarrubia" not in text


def raise_taken(place):
    Category.objects.filter(pk=place.free.pk).update(taken=5)


def raise_congress(place):
    Terms.objects.filter(congress=place.congress).update(taken=4)


def choose_uncounted_add_on(place):
    extra = people.add_on(congress=place.congress, name={"en": "Dinner"})
    ChosenAddOn.objects.create(registration=place.congress.registrations.first(), add_on=extra)


def unknown_state(place):
    Registration.objects.filter(state="awaiting_payment").update(state="frozen")


def confirmed_without_instant(place):
    Registration.objects.filter(state="confirmed").update(confirmed_at=None)


def impossible_step(place):
    row = place.congress.registrations.first()
    audit.record(verb="forced", subject=row, by=BY, now=place.now, scope=place.congress.slug,
                 before={"state": "cancelled"}, after={"state": "confirmed"})  # fmt: skip


def paid_but_waiting(place):
    row = Registration.objects.get(order__state="paid")
    Registration.objects.filter(pk=row.pk).update(state="awaiting_payment", confirmed_at=None)


def over_but_waiting(place):
    Order.objects.filter(state="open").update(state="cancelled")


def changed_behind_the_counter(place):
    Counter.objects.filter(congress=place.congress).update(last_change=1)


def without_badge_number(place):
    Registration.objects.filter(state="awaiting_payment").update(number=None)


def order_beyond_its_ledger(place):
    Order.objects.filter(state="paid").update(received_minor=30001)


def order_in_no_state(place):
    order = Order.objects.first()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE payments_order SET state = 'lost' WHERE id = %s", [order.pk])


def guards_taken_away(place):
    connection.check_constraints()  # PostgreSQL drops no trigger while others are pending
    guards.remove(connection)


def link_written_anew(place):
    call = congresses.call(congress=place.congress)
    log.record(call=call, kind="decision", content={"outcome": "accepted"}, now=place.now)
    connection.check_constraints()
    log_guards.remove(connection)
    LogEntry.objects.update(content={"outcome": "rejected"})
    log_guards.install(connection)


def log_unguarded(place):
    connection.check_constraints()
    log_guards.remove(connection)


def seat_nobody_counted(place):
    Departure.objects.filter(pk=place.bus.pk).update(taken=2)


def seat_of_one_who_left(place):
    Registration.objects.filter(bookings__state="booked").update(state="waitlisted")


def pass_withdrawn(place):
    Entitlement.objects.update(withdrawn_at=place.now)


def pass_of_ended_booking(place):
    Booking.objects.update(state="cancelled", cancelled_at=place.now)
    Departure.objects.update(taken=0)


def altered_session(place):
    PublishedSession.objects.update(title={"en": "Another title"})


def accepted_without_a_decision(place):
    paper = congresses.submission(call=congresses.call(congress=place.congress))
    Submission.objects.filter(pk=paper.pk).update(state="accepted")


def scan_nobody_settled(place):
    door = Door(place.congress, place.free, None)
    door.point("entrance")
    _device, client = door.device("entrance")
    hand(client, scan("entrance", "no badge"))
    Scan.objects.update(settled="")


def untranslated_axis(place):
    congresses.axis(congress=place.congress, name={"pt": "Memória"})


def untranslated_category(place):
    people.category(congress=place.congress, name={"pt": "Observador"})


def untranslated_visit(place):
    visits.visit(congress=place.congress, title={"pt": "Escola"})


def untranslated_room(place):
    programme.room(congress=place.congress, name={"pt": "Sala"})


def open_slot(place):
    QueuedMail.objects.filter(sealed_secrets="").update(body="Pay at ⟦pay_url⟧.")
    QueuedMail.objects.exclude(sealed_secrets="").update(body="See ⟦lost⟧.")


def template_code(place):
    QueuedMail.objects.update(body="Dear {{ name }},")


def percent_placeholder(place):
    QueuedMail.objects.update(subject="Your registration for %(congress)s")


def empty_button(place):
    QueuedMail.objects.update(body="[Open your registration]()")


PLANTED = [
    (raise_taken, "places"), (raise_congress, "places"), (choose_uncounted_add_on, "places"),
    (unknown_state, "registration_states"), (confirmed_without_instant, "registration_states"),
    (impossible_step, "registration_steps"), (paid_but_waiting, "paid"), (over_but_waiting, "paid"),
    (changed_behind_the_counter, "stamps"), (without_badge_number, "stamps"),
    (order_beyond_its_ledger, "ledger"), (order_in_no_state, "order_states"), (guards_taken_away, "book_kinds"),
    (link_written_anew, "sealed_logs"), (log_unguarded, "sealed_logs"),
    (seat_nobody_counted, "seats"), (seat_of_one_who_left, "booking_states"),
    (pass_withdrawn, "entitlements"), (pass_of_ended_booking, "entitlements"),
    (accepted_without_a_decision, "submission_states"), (scan_nobody_settled, "scans"),
    (altered_session, "published"), (raise_congress, "dashboard"), (seat_nobody_counted, "dashboard"),
    (untranslated_axis, "congress_languages"), (untranslated_category, "registration_languages"),
    (untranslated_visit, "visit_languages"), (untranslated_room, "programme_languages"),
    (open_slot, "letters"), (template_code, "letters"), (percent_placeholder, "letters"), (empty_button, "letters"),
]  # fmt: skip


@pytest.mark.parametrize(("plant", "name"), PLANTED, ids=[f"{plant.__name__}-{name}" for plant, name in PLANTED])
def test_breach_is_found(sound, plant, name):
    plant(sound)

    assert name in breaches(sound)


def test_every_check_has_its_planted_breach(sound):
    assert {one.name for one in examine(sound.congress)} == {name for _plant, name in PLANTED}


def test_expired_place_that_was_paid_needs_a_refund(sound, now):
    row = Registration.objects.get(order__state="paid")
    Registration.objects.filter(pk=row.pk).update(state="expired", closed_at=now)
    before = breaches(sound)
    row.order.refunds.create(
        method="transfer", payment_reference="-", amount_minor=30000, currency="EUR", reason="place_gone",
        requested_at=now, by_kind="system", by_id="test",
    )  # fmt: skip

    assert "paid" in before
    assert "paid" not in breaches(sound)


def test_scan_without_settled_outcome_is_lost(sound):
    door = Door(sound.congress, sound.free, None)
    door.point("entrance")
    _device, client = door.device("entrance")
    hand(client, scan("entrance", "no badge"))
    before = breaches(sound)
    Scan.objects.update(settled="")

    assert before == {}
    assert breaches(sound) == {"scans": 1}


def test_cancelled_booking_leaves_the_house_sound(sound, now):
    cancel_booking(booking=Booking.objects.get(), by=BY, now=now)

    assert breaches(sound) == {}


def test_axis_in_one_language_of_two_is_named(sound):
    congresses.axis(congress=sound.congress, code="memory", name={"en": "Memory"})
    Congress.objects.filter(pk=sound.congress.pk).update(languages=["en", "fr"])
    sound.congress.refresh_from_db()
    found = {one.name: one.examples for one in examine(sound.congress)}

    assert "axis memory: fr" in found["congress_languages"]


def test_letter_sent_without_its_secrets_is_sound(sound):
    QueuedMail.objects.update(state="sent", sealed_secrets="")

    assert breaches(sound) == {}


def test_letter_of_another_congress_is_not_ours(sound, now):
    mail.queue(template="registration_link", to="b@example.org", language="en", now=now, scope="other",
               secrets={"manage_url": "https://example.org"})  # fmt: skip
    QueuedMail.objects.filter(scope="other").update(body="{{ name }}")

    assert breaches(sound) == {}


def test_command_prints_json_and_exits_0(sound):
    out = StringIO()
    call_command("doctor", congress=sound.congress.slug, stdout=out)

    assert json.loads(out.getvalue())["ok"] is True


def test_command_exits_1_on_a_breach(sound):
    raise_taken(sound)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", congress=sound.congress.slug, stdout=out)

    assert ended.value.code == 1
    assert json.loads(out.getvalue())["checks"]["places"]["examples"] == [f"category {sound.free.code}"]


def test_command_knows_no_other_congress(sound):
    with pytest.raises(CommandError):
        call_command("doctor", congress="nowhere")


def test_examination_takes_no_more_statements_for_more_people(sound, django_assert_max_num_queries):
    with CaptureQueriesContext(connection) as before:
        examine(sound.congress)
    for number in range(15):
        sound.register(email=f"guest{number}@example.org")

    with django_assert_max_num_queries(len(before)):
        examine(sound.congress)
