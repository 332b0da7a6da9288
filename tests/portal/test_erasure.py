"""Erasing a person: nothing in any text column of any table leads to them, but what bookkeeping law keeps."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session as BrowserSession
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from accounts.models import Person
from common import erasure
from common.actions import audit
from common.models import AuditEntry, PersonKey, QueuedMail
from congress.models import CoPresenter, Submission, SubmissionVersion
from payments.actions.webhooks import receive_event
from payments.models import Order, WebhookEvent
from payments.queries.links import order_by_secret
from portal.actions.erasure import erase_person
from portal.queries.doctor import report
from programme.actions.publish import publish
from programme.models import PublishedSession, Session, SessionPerson
from registration.actions.delegations import open_delegation
from registration.models import Registration
from tests.factories import accounts, network, visits
from tests.factories import congress as congresses
from tests.payments import factories as money
from tests.portal.house import BY, house
from visits.actions.booking import book
from visits.models import Booking, Departure

pytestmark = pytest.mark.django_db
EMAIL, GIVEN, FAMILY = "nuria.vallgornera@example.org", "Núria", "Vallgornera-Ibáñez"
NAME = f"{GIVEN} {FAMILY}"
WORDS = (EMAIL, FAMILY, "vallgornera-ibanez", json.dumps(FAMILY)[1:-1])


@pytest.fixture(autouse=True)
def listing(settings, tmp_path):
    settings.ERASURES_FILE = tmp_path / "erasures.jsonl"
    return settings.ERASURES_FILE


@pytest.fixture
def place(now):
    return house(now)


def traces() -> set[str]:
    """ "table.column" wherever a name or address of the person stands."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                name = connection.ops.quote_name(column.name)
                tests = " OR ".join([f"LOWER(CAST({name} AS TEXT)) LIKE LOWER(%s)"] * len(WORDS))
                words = [
                    f"%{word.replace(chr(92), chr(92) * 2)}%" if connection.vendor == "postgresql" else f"%{word}%"
                    for word in WORDS
                ]
                cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)} WHERE {tests}", words)
                if cursor.fetchone()[0]:
                    found.add(f"{table}.{column.name}")
    return found


def somebody(place, **fields):
    """Their registration in a category."""
    return place.register(email=EMAIL, given_name=GIVEN, family_name=FAMILY, **fields)


def erase(person: Person, **options):
    return erase_person(ref=str(person.ref), by=BY, now=options.pop("now"), **options)


def everywhere(place, now) -> Person:
    """Somebody who left traces in every room: registered, pays, speaks, writes, signs in."""
    row = somebody(place, category=place.paid)
    person = row.person
    book(registration=row, departure=visits.fresh(place.bus), by=BY, now=now)
    attempt = money.attempt(row.order, now)
    receive_event(
        entity="vallclara", told=money.completed(attempt, customer_details={"email": EMAIL, "name": NAME}), now=now
    )
    Registration.objects.filter(pk=row.pk).update(badge_name=NAME, answers={"diet": FAMILY})
    user = accounts.user(person=person)
    accounts.api_token(user=user)
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    head = {"given_name": GIVEN, "family_name": FAMILY, "email": EMAIL, "language": "en", "position": FAMILY}
    open_delegation(
        congress=place.congress, organisation=network.organisation(), head=head, most=3, by=BY, now=now, person=person
    )
    _speaks(place, person, now)
    _writes(place, person, now)
    return person


def _speaks(place, person, now) -> None:
    session = Session.objects.create(
        congress=place.congress, code="talk", title={"en": "Talk"}, day=place.congress.starts_on, starts="09:00",
        ends="10:00", starts_at=now, ends_at=now + timedelta(hours=1), is_ready=True,
    )  # fmt: skip
    SessionPerson.objects.create(session=session, person=person, role="speaker")
    SessionPerson.objects.create(session=session, person=accounts.person(), role="moderator")
    publish(congress=place.congress, name="", by=BY, now=now)


def _writes(place, person, now) -> None:
    call = congresses.call(congress=place.congress)
    city = network.organisation()
    congresses.submission(call=call, author=person, organisation=city, state="draft", summary={"en": f"By {NAME}"})
    paper = congresses.submission(call=call)
    CoPresenter.objects.create(submission=paper, name=NAME, email=EMAIL, role="Teacher")
    SubmissionVersion.objects.create(
        submission=paper, number=1, content={"co_presenters": [NAME, "Rui Luz"]}, saved_at=now, saved_by="user:1"
    )


def test_traces_are_found_in_every_room(place, now):
    everywhere(place, now)

    assert {where.split("_")[0] for where in traces()} >= {
        "accounts", "account", "registration", "payments", "congress", "programme", "common",
    }  # fmt: skip


def test_nothing_remains_but_the_bookkeeping_record(place, now):
    person = everywhere(place, now)
    done = erase(person, now=now)

    assert traces() == {"payments_order.payer_name"}
    assert done["orders_kept_by_law"] == [Order.objects.get().code]


def test_nothing_at_all_remains_of_who_paid_nothing(place, now):
    person = somebody(place, category=place.paid).person
    done = erase(person, now=now)

    assert traces() == set()
    assert done["orders_kept_by_law"] == []


def test_doctor_finds_nothing_afterwards(place, now):
    erase(everywhere(place, now), now=now)

    found = report(place.congress, now=now)
    assert [name for name, one in found["checks"].items() if not one["ok"]] == []


def test_place_and_seat_go_to_others(place, now):
    row = somebody(place)
    book(registration=row, departure=visits.fresh(place.bus), by=BY, now=now)
    erase(row.person, now=now)

    row.refresh_from_db()
    assert (row.state, Booking.objects.get().state, Departure.objects.get().taken) == ("cancelled", "cancelled", 0)


def test_who_was_at_a_past_congress_stays_counted(place, now):
    row = somebody(place)
    type(place.congress).objects.update(starts_on="2026-05-01", ends_on="2026-05-04")
    erase(row.person, now=now)

    row.refresh_from_db()
    assert (row.state, row.person.full_name, traces()) == ("confirmed", "", set())


def test_links_and_tokens_end(place, now, client):
    person = everywhere(place, now)
    secret = PersonKey.objects.count()
    erase(person, now=now)

    row = Registration.objects.get(person=person)
    assert (row.token_hash, row.link_hash, person.user.api_tokens.count()) == ("", "", 0)
    assert (PersonKey.objects.filter(person=person.ref).count(), secret > 0) == (0, True)


def test_payment_link_ends(place, now):
    row = somebody(place, category=place.paid)
    from common.tokens import unseal

    secret = unseal(row.order.secret_sealed)
    erase(row.person, now=now)

    assert order_by_secret(secret) is None


def test_sign_in_ends(place, now):
    person = everywhere(place, now)
    sessions = BrowserSession.objects.count()
    erase(person, now=now)

    person.user.refresh_from_db()
    assert (person.user.is_active, person.user.has_usable_password(), sessions > 0) == (False, False, True)
    assert BrowserSession.objects.count() == 0


def test_audit_trail_keeps_the_fact_and_loses_the_name(place, now):
    person = somebody(place).person
    erase(person, now=now)

    entry = AuditEntry.objects.get(verb="registered")
    assert (audit.private_of(entry), AuditEntry.objects.filter(verb="person_erased").count()) == ({}, 1)


def test_calendars_hear_of_the_speaker_who_is_gone(place, now):
    person = everywhere(place, now)
    before = PublishedSession.objects.get()
    erase(person, now=now + timedelta(hours=1))

    after = PublishedSession.objects.get()
    assert (len(before.people), len(after.people), after.sequence) == (2, 1, before.sequence + 1)


def test_handed_in_experience_stays_its_citys(place, now):
    paper = congresses.submission(call=congresses.call(congress=place.congress))
    erase(paper.author, now=now)

    assert Submission.objects.get(pk=paper.pk).state == "submitted"


def test_colleague_at_the_same_mailbox_keeps_everything(place, now):
    row = somebody(place, category=place.paid)
    colleague = place.register(place.paid, email=EMAIL, given_name="Rui", family_name="Luz")
    erase(row.person, now=now)

    colleague.refresh_from_db()
    assert (colleague.state, colleague.person.email, colleague.order.payer_email) == ("awaiting_payment", EMAIL, EMAIL)
    assert QueuedMail.objects.filter(person=colleague.person.ref).count() == 1


def test_provider_event_not_yet_applied_is_kept_until_then(place, now):
    person = everywhere(place, now)
    WebhookEvent.objects.update(processed_at=None)
    erase(person, now=now)

    assert WebhookEvent.objects.get().body != {}


def test_dry_run_writes_nothing(place, now, listing):
    person = everywhere(place, now)
    before = traces()
    done = erase(person, now=now, dry_run=True)

    assert (traces(), done["erased"], listing.exists()) == (before, False, False)
    assert done["submissions"] == 1


def test_repeat_is_harmless(place, now):
    person = everywhere(place, now)
    erase(person, now=now)
    erase(person, now=now)

    assert traces() == {"payments_order.payer_name"}


@pytest.mark.sound
def test_restore_from_an_older_backup_erases_again(place, now):
    person = everywhere(place, now)
    restored = transaction.savepoint()
    erase(person, now=now)
    transaction.savepoint_rollback(restored)
    before = traces()
    erased = erasure.replay(since=now - timedelta(days=1), now=now)

    assert (erased, len(before) > 5, traces()) == (1, True, {"payments_order.payer_name"})


def test_command_says_what_was_found(place):
    person = somebody(place).person
    out = StringIO()
    call_command("erase_person", ref=str(person.ref), stdout=out)

    assert json.loads(out.getvalue())["registrations"] == [Registration.objects.get().code]


def test_unknown_person_is_refused():
    with pytest.raises(CommandError, match="no person"):
        call_command("erase_person", ref="00000000-0000-0000-0000-000000000000")
