"""The page that publishes: what is missing, with its links; what is dropped, counted; the address typed."""

import re

import pytest

from congress.models import Congress, Page
from payments.actions.checkout import card_is_offered
from payments.models import Book, Order
from portal.queries.rehearsal import held
from registration.models import Registration, Terms
from tests.portal.rehearsing import browser, rehearse, stage

pytestmark = pytest.mark.django_db


def url(here):
    return f"/en/{here.congress.slug}/manage/publish/"


def post(here, slug):
    return browser(here.owner).post(url(here), {"verb": "publish", "slug": slug})


def test_what_is_missing_is_named_with_its_link_and_there_is_nothing_to_press():
    here = stage()
    Terms.objects.update(refund_rules=[])
    Page.objects.all().delete()
    here.congress.hosts.all().delete()

    page = browser(here.owner).get(url(here)).content.decode()

    assert f'href="/en/{here.congress.slug}/manage/refunds/"' in page
    assert page.count('<span class="chip bad">Needed</span>') == 3
    assert "Not ready yet" in page
    assert 'value="publish"' not in page


def test_what_is_missing_forbids_the_post_as_well():
    here = stage()
    Terms.objects.update(refund_rules=[])

    answer = post(here, here.congress.slug)

    assert answer.status_code == 422
    assert Congress.objects.get().state == "draft"


def test_what_is_dropped_is_counted(now, files_dir):
    here = stage()
    rehearse(here, now)

    assert [number for _label, number in held(here.congress)] == [6, 1, 4, 1, 1, 1, 1, 1]
    shown = browser(here.owner).get(url(here)).content.decode()
    assert re.findall(r'<dd class="num">(\d+)</dd>', shown) == ["6", "1", "4", "1", "1", "1", "1", "1"]


@pytest.mark.parametrize("typed", ["", "another", "CONGRESS"])
def test_a_wrong_address_publishes_nothing(typed):
    here = stage()

    answer = post(here, typed)

    assert (answer.status_code, Congress.objects.get().state) == (422, "draft")


def test_the_typed_address_publishes(now, files_dir):
    here = stage()
    rehearse(here, now)

    answer = browser(here.owner).post(url(here), {"verb": "publish", "slug": here.congress.slug}, follow=True)

    page = answer.content.decode()
    assert "The congress is published. The rehearsal and all that it held is dropped." in page
    assert (Congress.objects.get().state, Registration.objects.count()) == ("open", 0)
    assert "Published on 21 November 2026, 10:00 (Europe/Madrid)." in page


def test_at_a_public_address_the_books_take_no_test_key_once_published(settings):
    here = stage()
    settings.LOOPBACK = False
    Book.objects.update(is_live=False)
    order = Order(book=Book.objects.get(), currency="EUR", charged_minor=100, methods=["card"])
    settings.STRIPE_TEST_API_KEYS = {order.book.issuer.code: "sk_test_x"}
    assert not card_is_offered(order)

    post(here, here.congress.slug)

    assert Book.objects.get().is_live


def test_publishing_twice_is_refused_with_a_sentence():
    here = stage()
    post(here, here.congress.slug)

    answer = post(here, here.congress.slug)

    assert answer.status_code == 422
    assert Congress.objects.get().state == "open"
