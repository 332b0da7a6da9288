"""Publishing drops the rehearsal whole, keeps what was set up, and happens once."""

from datetime import timedelta

import pytest

from common.models import AuditEntry, QueuedMail
from congress.actions.stage import StageRefused
from congress.models import Congress, Page
from payments.models import Book, Order
from portal.actions import publishing
from portal.actions.baselines import keep_baselines
from portal.queries.doctor import examine
from registration.actions.badge_keys import ensure_key
from registration.actions.register import RegistrationClosed, register
from registration.models import BadgeKey, Category, Counter, Registration, Terms
from registration.queries.door import public_keys
from registration.rules.badge_token import is_genuine, parse
from tests.portal.rehearsing import BY, application, counts, rehearse, stage
from visits.models import Departure

pytestmark = pytest.mark.django_db
# People of the house and what they are stay; so does the one line of the trail, and the change number goes on.
KEPT = {
    "accounts.Person": 2,
    "accounts.User": 2,
    "congress.CommitteeMember": 1,
    "congress.TeamMember": 1,
    "network.Organisation": 3,
    "common.AuditEntry": 2,  # published, and open at once
    "registration.Counter": 1,
}
TRIED = {
    "payments.Book", "payments.Order", "payments.OrderLine", "payments.Entry", "payments.Attempt", "payments.Refund",
    "payments.PaymentException", "payments.WebhookEvent", "registration.Registration", "registration.Delegation",
    "registration.Consent", "registration.Device", "registration.Device_points", "registration.DeviceCode",
    "registration.Scan", "registration.Entitlement", "registration.BadgeKey", "congress.Submission",
    "congress.SubmissionVersion", "congress.Assignment", "congress.Review", "congress.Decision", "visits.Booking",
    "programme.FeedToken", "programme.Publication", "programme.PublishedSession", "programme.SessionItem",
    "visits.Commitment", "common.AuditEntry", "common.IdempotencyKey", "common.Job", "common.PersonKey",
    "common.QueuedMail", "common.StoredFile", "accounts.Person",
}  # fmt: skip


def published(here, now):
    return publishing.publish(congress=here.congress, by=BY, now=now)


def over(event):
    """The same congress, now that its days have passed."""
    event.starts_on = event.ends_on = event.published_at.date() - timedelta(days=1)
    event.save(update_fields=["starts_on", "ends_on"])
    return event


@pytest.fixture
def rehearsed(now, files_dir):
    here = stage()
    rehearse(here, now)
    return here


@pytest.mark.sound
def test_nothing_of_the_rehearsal_is_left_in_any_table(now, files_dir, django_capture_on_commit_callbacks):
    here = stage()
    keep_baselines(congress=here.congress, now=now)  # which original a translation follows is of the set-up
    before = counts()
    rehearse(here, now)
    during = counts()

    with django_capture_on_commit_callbacks(execute=True):
        published(here, now)

    after = counts()
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == KEPT
    assert TRIED - {name for name in during if during[name] > before[name]} == set()
    assert [path for path in files_dir.rglob("*") if path.is_file()] == []


@pytest.mark.sound
def test_the_doctor_finds_nothing_in_a_rehearsal_and_nothing_after_it(now, rehearsed):
    assert [one.name for one in examine(rehearsed.congress) if not one.is_sound] == []

    event = published(rehearsed, now)

    assert [one.name for one in examine(event) if not one.is_sound] == []


def test_every_counter_returns_to_zero_and_the_change_number_goes_on(now, rehearsed):
    change = Counter.objects.get().last_change

    published(rehearsed, now)

    taken = [Terms.objects.get().taken, *Category.objects.values_list("taken", flat=True)]
    assert (taken, Departure.objects.get().taken) == ([0, 0, 0], 0)
    assert Counter.objects.get().last_change == change + 1


def test_the_trail_keeps_one_line_with_what_was_dropped(now, rehearsed):
    published(rehearsed, now)

    line, opened = AuditEntry.objects.order_by("pk")
    assert (line.verb, line.scope, line.before) == ("congress_published", rehearsed.congress.slug, {"state": "draft"})
    names = ("state", "registrations", "orders", "experiences", "bookings", "scans")
    assert [line.after[name] for name in names] == ["announced", 6, 4, 1, 1, 1]
    assert (opened.verb, opened.after) == ("congress_opened", {"state": "open"})
    assert QueuedMail.objects.count() == 0


def test_what_was_set_up_stays(now, rehearsed):
    names = ("categories", "calls", "rooms", "sessions", "visits", "points", "hosts", "pages", "team", "committee")
    before = {name: getattr(rehearsed.congress, name).count() for name in names}

    event = published(rehearsed, now)

    assert {name: getattr(event, name).count() for name in names} == before
    assert (event.state, event.published_at) == ("open", now)  # registration is open in the same moment
    assert Terms.objects.get().book == Book.objects.get()


def test_a_congress_that_lacks_something_is_not_published(now, rehearsed):
    Page.objects.all().delete()

    with pytest.raises(publishing.NotReady) as refused:
        published(rehearsed, now)

    assert str(refused.value).count("Privacy notice") == 1
    assert (Congress.objects.get().state, Registration.objects.count()) == ("draft", 6)


def test_a_congress_is_published_once(now, rehearsed):
    published(rehearsed, now)

    with pytest.raises(StageRefused):
        published(rehearsed, now)

    assert AuditEntry.objects.filter(verb="congress_published").count() == 1


# --- badges -------------------------------------------------------------------------------------
def test_a_badge_of_the_rehearsal_is_forged_afterwards(now, rehearsed):
    badge, number = parse(rehearsed.made["token"]), rehearsed.congress.number
    assert is_genuine(badge, public_keys({number})[number])

    event = published(rehearsed, now)
    ensure_key(congress=event, now=now)

    assert BadgeKey.objects.filter(is_rehearsal=True).count() == 0
    assert not is_genuine(badge, public_keys({number})[number])


def test_a_key_that_counts_signs_nothing_in_a_rehearsal(now):
    event = stage().congress
    BadgeKey.objects.create(congress=event, key_id=1, public="00", sealed_private="", created_at=now)

    made = ensure_key(congress=event, now=now)

    assert (made.key_id, made.is_rehearsal) == (2, True)
    assert public_keys({event.number}) == {event.number: {2: made.public}}


# --- money --------------------------------------------------------------------------------------
def test_orders_of_a_rehearsal_lie_in_a_book_of_their_own(now):
    here = stage()

    register(congress=here.congress, application=application(here.paid, "Ana"), by=BY, now=now)

    order, terms = Order.objects.get(), Terms.objects.get()
    assert (order.book, order.is_rehearsal) == (terms.rehearsal_book, True)
    assert (order.book.is_live, order.book.scope) == (False, f"{here.congress.slug}/rehearsal")
    assert order.grouped_reference.replace(" ", "")[4:8] == "TEST"


def test_after_publishing_orders_lie_in_the_book_itself(now, rehearsed):
    event = published(rehearsed, now)

    register(congress=event, application=application(rehearsed.paid, "Ana"), by=BY, now=now)

    order = Order.objects.get()
    assert (order.book, order.is_rehearsal, order.reference[4:8]) == (Terms.objects.get().book, False, "VC26")


def test_a_book_exchanged_in_the_rehearsal_leaves_nothing_behind(now, rehearsed):
    other = Book.objects.create(
        code="other", name={"en": "Other"}, issuer=Terms.objects.get().book.issuer, currency="EUR", scope="x"
    )
    other.issuer = type(other.issuer).objects.create(code="second", legal_name="Second", address="x", country="ES",
                                                     iban="ES9121000418450200051332")  # fmt: skip
    other.save()
    Terms.objects.update(book=other)
    register(congress=rehearsed.congress, application=application(rehearsed.paid, "Late"), by=BY, now=now)
    assert Book.objects.filter(is_rehearsal=True).count() == 2

    published(rehearsed, now)

    assert Book.objects.filter(is_rehearsal=True).count() == 0


# --- afterwards ---------------------------------------------------------------------------------
def test_finishing_archiving_and_taking_it_back(now, rehearsed):
    event = over(published(rehearsed, now))

    steps = []
    for step in (publishing.finish, publishing.archive, publishing.reopen, publishing.reopen):
        event = step(congress=event, by=BY, now=now)
        steps.append(event.state)

    assert steps == ["finished", "archived", "finished", "open"]


@pytest.mark.parametrize("days", [0, 60])
def test_a_congress_that_is_not_over_is_finished_only_when_that_is_meant(now, rehearsed, days):
    event = published(rehearsed, now)
    first = now.date() + timedelta(days=days)
    Congress.objects.update(starts_on=first, ends_on=first)

    with pytest.raises(publishing.StillToCome):
        publishing.finish(congress=event, by=BY, now=now)

    assert publishing.finish(congress=event, by=BY, now=now, is_early_meant=True).state == "finished"


def test_an_archive_opened_twice_goes_back_once(now, rehearsed):
    event = publishing.finish(congress=over(published(rehearsed, now)), by=BY, now=now)
    seen = publishing.archive(congress=event, by=BY, now=now)
    publishing.reopen(congress=seen, by=BY, now=now)
    stale = Congress(pk=seen.pk, state="archived")

    with pytest.raises(StageRefused):
        publishing.reopen(congress=stale, by=BY, now=now)

    assert Congress.objects.get().state == "finished"


def test_nobody_registers_for_a_finished_congress(now, rehearsed):
    event = publishing.finish(congress=over(published(rehearsed, now)), by=BY, now=now)

    with pytest.raises(RegistrationClosed):
        register(congress=event, application=application(rehearsed.free, "Late"), by=BY, now=now)


def test_archiving_closes_the_book_and_reopening_opens_it(now, rehearsed):
    event = publishing.finish(congress=over(published(rehearsed, now)), by=BY, now=now)

    event = publishing.archive(congress=event, by=BY, now=now)
    closed = Book.objects.get().closed_at
    publishing.reopen(congress=event, by=BY, now=now)

    assert (closed, Book.objects.get().closed_at) == (now, None)
