"""Until when: letters and pages say it in the same words, with the zone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from common.formats import deadline
from common.models import QueuedMail
from payments.actions.orders import choose_transfer
from payments.models import Book
from registration.actions.register import register
from registration.notifications import pay_soon
from registration.queries.access import link_secret
from tests.factories import congress as calls
from tests.factories import visits
from tests.registration.scene import BY, NOW, application, open_congress

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2026, 12, 1, 23, tzinfo=UTC)  # in Madrid
END_OF_THE_DAY = "1 de diciembre de 2026, 23:59 (Europe/Madrid)"


def letter(template):
    row = QueuedMail.objects.get(template=template)
    return f"{row.subject}\n{row.body}"


@pytest.fixture
def held():
    """A registration whose place is held until midnight; the payer has chosen to transfer."""
    event = open_congress(slug="demo")
    Book.objects.update(timezone="Europe/Madrid")
    row = register(congress=event, application=application(), by=BY, now=NOW)
    row.order.expires_at = row.hold_expires_at = MIDNIGHT
    row.order.save()
    row.save()
    return row


def test_letters_and_pages_name_the_end_of_a_place_alike(held):
    pay_soon(held, now=NOW)
    client = Client()
    client.get(f"/r/{link_secret(held.code, 1)}/?lang=es")
    me = client.get("/es/me/").content.decode()
    mine = client.get(f"/es/me/registrations/{held.code}/").content.decode()

    assert [END_OF_THE_DAY in text for text in (letter("registration_reminder"), me, mine)] == [True] * 3


def test_the_first_letter_and_the_bank_details_name_the_zone(held):
    order = choose_transfer(order=held.order, by=BY, now=NOW + timedelta(days=20))
    until = deadline(order.expires_at, held.congress.zone, "es")

    assert "(Europe/Madrid)" in letter("registration_awaiting_payment")
    assert (until in letter("payments_transfer"), until[-15:]) == (True, "(Europe/Madrid)")


def test_a_draft_names_the_end_of_its_call(client_for):
    call = calls.call(closes_at=MIDNIGHT)
    author = calls.author()
    row = calls.submission(call=call, author=author.person, state="draft")
    browser = client_for(author)
    here = f"/es/{call.congress.slug}/call/{call.code}/"
    addresses = ("/es/me/", here, f"{here}{row.code}/", f"{here}{row.code}/edit/", f"{here}new/")

    assert [END_OF_THE_DAY in browser.get(one).content.decode() for one in addresses] == [True] * 5


def test_the_letter_about_a_visit_names_the_zone():
    row = visits.departure(cancel_until=MIDNIGHT)
    visits.booking(row)
    text = letter("visits_booked")

    assert "When: 27 May 2027, 15:00 to 18:00 (Europe/Madrid)" in text
    assert "1 December 2026, 23:59 (Europe/Madrid)" in text
