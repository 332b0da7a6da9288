"""The legal entity that is paid: chosen, changed where it is one's own, never under orders; checked sign by sign."""

import pytest

from payments.models import Book, Issuer
from registration.models import Terms
from tests.factories import accounts as make
from tests.factories import congress as events
from tests.factories import registration as people
from tests.payments import factories as money

pytestmark = pytest.mark.django_db
PAGE = "/en/here/manage/settings/entity/"


@pytest.fixture
def event():
    made = events.congress(slug="here", languages=["en"], host=None)
    people.terms(congress=made)
    return made


@pytest.fixture
def user(event):
    return events.team_member(congress=event).user


@pytest.fixture
def owner(user, client_for):
    return client_for(user)


def bound(event, code="vic", legal_name="City of Vic"):
    """Books of a legal entity for a congress."""
    issuer = Issuer.objects.create(code=code, legal_name=legal_name, country="ES", address="Main square 1")
    book = money.book(code=f"book-{event.slug}", scope=event.slug, issuer=issuer)
    Terms.objects.update_or_create(congress=event, defaults={"book": book})
    Issuer.objects.filter(books=None).delete()  # the factory's own
    return book


SAID = {"issuer": "", "legal_name": "City of Vic", "address": "Main square 1", "country": "ES", "currency": "EUR"}


def test_the_first_legal_entity_opens_the_books(event, owner):
    assert owner.post(PAGE, {**SAID, "iban": "ES91 2100 0418 4502 0005 1332"}).status_code == 302

    issuer, book = Issuer.objects.get(), Book.objects.get()
    assert (issuer.code, issuer.iban) == ("city-of-vic", "ES9121000418450200051332")
    assert (book.code, book.scope, book.currency, book.timezone) == ("here", "here", "EUR", "Europe/Madrid")
    assert Terms.objects.get().book == book


def test_ones_own_legal_entity_is_changed(event, owner):
    bound(event)

    owner.post(PAGE, {**SAID, "issuer": "vic", "legal_name": "Ajuntament de Vic"})

    assert list(Issuer.objects.values_list("code", "legal_name")) == [("vic", "Ajuntament de Vic")]


def test_one_that_others_use_is_changed_by_the_secretariat_alone(event, owner, user, client_for):
    book = bound(event)
    other = events.congress()
    Terms.objects.create(congress=other, book=money.book(code="other", scope=other.slug, issuer=book.issuer))
    Issuer.objects.filter(books=None).delete()
    said = {**SAID, "issuer": "vic", "legal_name": "Ajuntament de Vic", "iban": "ES9121000418450200051332"}
    assert "only the network&#x27;s secretariat changes its data" in owner.get(PAGE).content.decode()

    owner.post(PAGE, said)
    assert Issuer.objects.get().legal_name == "City of Vic"

    secretariat = make.secretariat()
    events.team_member(congress=event, user=secretariat)
    client_for(secretariat).post(PAGE, said)
    assert Issuer.objects.get().legal_name == "Ajuntament de Vic"


def test_an_owner_chooses_among_those_of_their_own_congresses(event, owner, user):
    bound(event)
    mine, foreign = events.congress(), events.congress()
    events.team_member(congress=mine, user=user)
    bound(mine, "porto", "City of Porto")
    bound(foreign, "lyon", "City of Lyon")

    text = owner.get(PAGE).content.decode()
    assert ("City of Porto" in text, "City of Lyon" in text) == (True, False)
    owner.post(PAGE, {**SAID, "issuer": "porto"})

    assert Terms.objects.get(congress=event).book.issuer.code == "porto"
    assert owner.post(PAGE, {**SAID, "issuer": "lyon"}).status_code == 422


def test_whoever_owned_a_congress_once_does_not_choose_its_legal_entity(event, owner, user):
    past = events.congress()
    events.team_member(congress=past, user=user, ends_on="2026-01-01")
    bound(past, "porto", "City of Porto")

    assert "City of Porto" not in owner.get(PAGE).content.decode()
    assert owner.post(PAGE, {**SAID, "issuer": "porto"}).status_code == 422


@pytest.mark.parametrize("said", [{"currency": "USD"}, {"issuer": "", "legal_name": "Another"}])
def test_under_orders_entity_and_currency_stay(event, owner, now, said):
    book = bound(event)
    money.order(now, shelf=book)

    page = owner.post(PAGE, {**SAID, "issuer": "vic", **said})

    assert page.status_code == 422
    assert "Orders stand in these books" in page.content.decode()
    assert (Book.objects.get().currency, Book.objects.get().issuer.code) == ("EUR", "vic")
    assert Issuer.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"legal_name": ""}, "Please give the legal name."),
        ({"country": ""}, "Please choose a country."),
        ({"iban": "ES9121000418450200051333"}, "holds a mistake"),
        ({"bic": "CAIX"}, "A BIC has eight or eleven signs"),
        ({"currency": "ZZZ"}, "Select a valid choice."),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(event, owner, said, sentence):
    page = owner.post(PAGE, {**SAID, "tax_id": "P0829900J", **said})

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert 'value="P0829900J"' in page.content.decode()
    assert not Issuer.objects.exists()


def test_codes_of_legal_entities_are_free(event, owner):
    Issuer.objects.create(code="city-of-vic", legal_name="Another", country="ES")

    owner.post(PAGE, SAID)

    assert set(Issuer.objects.values_list("code", flat=True)) == {"city-of-vic", "city-of-vic-2"}


def test_the_keys_of_cards_are_named_and_never_shown(event, owner, settings):
    bound(event, code="city-of-vic")
    settings.STRIPE_API_KEYS = {"other": "sk_live_other"}
    settings.STRIPE_TEST_API_KEYS = {"city-of-vic": "sk_test_never_shown"}
    settings.STRIPE_WEBHOOK_SECRETS, settings.STRIPE_TEST_WEBHOOK_SECRETS = {"city-of-vic": "whsec_never_shown"}, {}
    settings.STRIPE_SANDBOX_URL = ""

    response = owner.get(PAGE)

    assert [(row["name"], row["state"]) for row in response.context["keys"]] == [
        ("STRIPE_API_KEY__CITY_OF_VIC", "It is not set"),
        ("STRIPE_WEBHOOK_SECRET__CITY_OF_VIC", "It is set"),
        ("STRIPE_TEST_API_KEY__CITY_OF_VIC", "It is set"),
        ("STRIPE_TEST_WEBHOOK_SECRET__CITY_OF_VIC", "It is not set"),
    ]
    assert "never_shown" not in response.content.decode()
    assert "STRIPE_API_KEY__CITY_OF_VIC" in response.content.decode()


def test_before_there_is_a_legal_entity_no_key_is_named(event, owner):
    assert "STRIPE_" not in owner.get(PAGE).content.decode()
