"""Publishing while others act, on real row locks: dropped with the rest, or refused afterwards, and never left."""

from threading import Event

import pytest

from common.models import AuditEntry, QueuedMail
from congress.actions import stage as stages
from congress.actions.hold import RehearsalOver
from congress.actions.stage import StageRefused
from congress.models import Congress
from payments.actions import events, webhooks
from payments.models import Entry, Order, PaymentException, WebhookEvent
from portal.actions import publishing
from registration.actions import register as registering
from registration.models import Category, Registration, Terms
from tests.congress.test_races import at_once, together
from tests.payments import factories as money
from tests.portal.rehearsing import BY, NOW, application, stage

pytestmark = pytest.mark.postgres


def publish(here):
    return publishing.publish(congress=here.congress, by=BY, now=NOW)


def enrol(here):
    return registering.register(congress=here.congress, application=application(here.free, "Ana"), by=BY, now=NOW)


class Meeting:
    """`first` goes up to a point and stays there, at most a second, until `second` is through."""

    def __init__(self):
        self.reached, self.through = Event(), Event()

    def stops(self, function):
        def stopped(*args, **kwargs):
            self.reached.set()
            self.through.wait(1)
            return function(*args, **kwargs)

        return stopped

    def second(self, act):
        def run():
            assert self.reached.wait(10)
            act()
            self.through.set()

        return run


# --- twice --------------------------------------------------------------------------------------
def test_two_owners_publish_once(monkeypatch):
    here = stage()
    monkeypatch.setattr(publishing, "missing", together(publishing.missing))

    assert at_once(lambda: publish(here), lambda: publish(here)) == [StageRefused]
    assert AuditEntry.objects.filter(verb="congress_published").count() == 1


def test_control_without_the_lock_both_publish(monkeypatch):
    here = stage()
    monkeypatch.setattr(publishing, "missing", together(publishing.missing))
    monkeypatch.setattr(stages, "locked", lambda congress: Congress.objects.get(pk=congress.pk))

    assert at_once(lambda: publish(here), lambda: publish(here)) == []
    assert AuditEntry.objects.filter(verb="congress_published").count() == 2


# --- somebody registers -------------------------------------------------------------------------
def test_whoever_is_registering_is_waited_for_and_dropped(monkeypatch):
    here, meeting = stage(), Meeting()
    monkeypatch.setattr(registering, "look_up", meeting.stops(registering.look_up))

    assert at_once(lambda: enrol(here), meeting.second(lambda: publish(here))) == []
    assert (Congress.objects.get().state, Registration.objects.count(), QueuedMail.objects.count()) == (
        "open",
        0,
        0,
    )
    assert [Terms.objects.get().taken, *Category.objects.values_list("taken", flat=True)] == [0, 0, 0]


def test_whoever_comes_while_it_is_published_is_refused(monkeypatch):
    here, meeting = stage(), Meeting()
    monkeypatch.setattr(publishing, "missing", meeting.stops(publishing.missing))

    assert at_once(lambda: publish(here), meeting.second(lambda: enrol(here))) == [RehearsalOver]
    assert (Congress.objects.get().state, Registration.objects.count()) == ("open", 0)


def test_control_without_the_hold_a_registration_is_left(monkeypatch):
    here, meeting = stage(), Meeting()
    monkeypatch.setattr(registering, "look_up", meeting.stops(registering.look_up))
    monkeypatch.setattr(registering, "hold", lambda congress: None)

    assert at_once(lambda: enrol(here), meeting.second(lambda: publish(here))) == []
    assert (Registration.objects.count(), AuditEntry.objects.filter(scope__endswith="/rehearsal").count()) == (1, 1)


# --- somebody pays ------------------------------------------------------------------------------
@pytest.fixture
def paying():
    """A rehearsal with an unpaid order; the event that its payment will send."""
    here = stage()
    registering.register(congress=here.congress, application=application(here.paid, "Ana"), by=BY, now=NOW)
    attempt = money.attempt(Order.objects.get(), NOW)
    metadata = {"order": attempt.order.code, "attempt": str(attempt.ref), "rehearsal": "yes"}
    told = money.completed(attempt, metadata=metadata)

    def deliver():
        event = webhooks.keep_event(entity=money.ENTITY, told=told, now=NOW)
        webhooks.apply_event(event, NOW)

    return here, deliver


def left():
    return [model.objects.count() for model in (Order, Entry, WebhookEvent, PaymentException, Registration)]


def test_money_that_is_being_booked_is_waited_for_and_dropped(paying, monkeypatch):
    (here, deliver), meeting = paying, Meeting()
    monkeypatch.setattr(events, "book_capture", meeting.stops(events.book_capture))

    assert at_once(deliver, meeting.second(lambda: publish(here))) == []
    assert left() == [0, 0, 0, 0, 0]


def test_money_that_comes_while_it_is_published_leaves_nothing(paying, monkeypatch):
    (here, deliver), meeting = paying, Meeting()
    monkeypatch.setattr(publishing.papers, "lock", meeting.stops(publishing.papers.lock))

    assert at_once(lambda: publish(here), meeting.second(deliver)) == []
    assert left() == [0, 0, 0, 0, 0]
