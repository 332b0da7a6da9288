"""A book is named in the reader's language, on pages and in letters."""

import pytest

from common.models import QueuedMail
from payments.actions import orders
from tests.payments import factories as make

pytestmark = pytest.mark.django_db
NAME = {"en": "Congress of Cities", "pt": "Congresso das Cidades", "fr": "Congrès des villes"}


def test_the_letter_names_the_book_in_the_payers_language(now):
    order = make.order(now, shelf=make.book(name=NAME), language="pt")
    orders.choose_transfer(order=order, by=make.CLERK, now=now)
    letter = QueuedMail.objects.get(template="payments_transfer")
    assert ("Congresso das Cidades" in letter.body, "Congress of Cities" in letter.body) == (True, False)


@pytest.mark.parametrize(("lang", "name"), [("en", "Congress of Cities"), ("fr", "Congrès des villes")])
def test_the_treasurers_pages_name_the_book_in_their_language(sign_in, now, lang, name):
    order = make.order(now, shelf=make.book(name=NAME))
    client = sign_in("treasurer", order.book)
    for tail in ("", f"orders/{order.code}/", "exceptions/"):
        page = client.get(f"/{lang}/finance/{order.book.code}/{tail}").content.decode()
        crumbs = page.split('class="breadcrumbs"')[1].split("</nav>")[0]
        assert name in crumbs


def test_a_book_without_a_name_answers_its_code():
    assert str(make.book(code="meeting", name={})) == "meeting"
