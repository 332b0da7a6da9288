"""What a template makes: every room filled, nothing published, sound for the doctor; instants that fit the dates."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from common.models import AuditEntry
from common.money import Money
from congress.actions.settings import CongressSlugTaken, Facts
from congress.models import Congress, Criterion, Format, Milestone, Page
from network.models import Organisation
from payments.actions.issuers import IssuerFacts
from payments.models import Book
from portal.actions.setup import NewCity, Wish, set_up
from portal.queries.doctor import examine
from portal.rules.places import currencies, currency_of, languages_of, zones_of
from portal.rules.templates import CODES, Calendar, longest_of, template
from portal.web import choices
from programme.models import PublishedSession, Room
from registration.models import AddOn, Category, Fee, Point, Terms
from tests.factories import accounts as make
from tests.factories import congress as events

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LANGUAGES = ("en", "es", "fr", "pt")


def wish(code="full", **kw):
    starts_on = kw.pop("starts_on", date(2027, 11, 8))
    zone, languages = kw.pop("zone", "Europe/Madrid"), kw.pop("languages", LANGUAGES)
    facts = Facts(
        name=dict.fromkeys(languages, "Congress"),
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=template(code)["days"] - 1),
        timezone=zone,
        host=None,
        languages=languages,
        slug=kw.pop("slug", "new"),
        reply_to="office@example.org",
    )
    values = {
        "currency": "EUR",
        "contact_email": "office@example.org",
        "host": NewCity("Vallclara", "ES", "en"),
        "issuer": IssuerFacts("City of Vallclara", "Main square 1", "ES"),
    }
    return Wish(template=code, facts=facts, **{**values, **kw})


def made(code="full", **kw):
    owner = make.user()
    return set_up(wish=wish(code, **kw), owner=owner, by=owner.as_actor(), now=NOW)


# --- each template ------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_every_template_makes_a_sound_congress_of_which_nothing_is_public(code):
    event = made(code)

    assert [(one.name, one.examples) for one in examine(event) if not one.is_sound] == []
    assert (event.state, event.is_open_to_public(NOW)) == ("draft", False)
    assert not Page.objects.filter(is_published=True).exists()
    assert not PublishedSession.objects.exists()
    assert event.parts == template(code)["parts"]
    assert Milestone.objects.filter(congress=event).exists()


@pytest.mark.django_db
def test_the_full_template_fills_every_room():
    event = made()

    counts = {model.__name__: model.objects.count() for model in (Category, AddOn, Fee, Point, Room, Format, Criterion)}
    assert counts == {"Category": 6, "AddOn": 1, "Fee": 10, "Point": 2, "Room": 5, "Format": 3, "Criterion": 7}
    assert sum(Criterion.objects.values_list("weight", flat=True)) == 100
    call = event.calls.get()
    assert (call.form.questions.count(), call.languages) == (8, list(LANGUAGES))
    assert list(event.pages.values_list("slug", flat=True)) == [
        "home", "venue", "travel", "hotels", "practical-information", "sponsors", "privacy-notice",
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "points"), [("meeting", 2), ("youth", 2), ("cafe", 0)])
def test_small_templates_do_without_call_and_fees(code, points):
    event = made(code)

    assert (Fee.objects.count(), event.calls.count(), Point.objects.count()) == (0, 0, points)


@pytest.mark.django_db
def test_fees_are_known_in_euros_only_and_left_to_be_said_in_other_money():
    made(currency="BRL")

    assert (Fee.objects.count(), Book.objects.get().currency) == (0, "BRL")


@pytest.mark.django_db
def test_early_fees_end_sixty_days_before_at_midnight_of_the_city():
    event = made()

    early, late = Category.objects.get(congress=event, code="member").fees.all()
    turn = datetime(2027, 9, 9, tzinfo=ZoneInfo("Europe/Madrid"))
    assert (early.amount, early.starts_at, early.ends_at) == (Money(30_000, "EUR"), None, turn)
    assert (late.amount, late.starts_at, late.ends_at) == (Money(35_000, "EUR"), turn, None)


@pytest.mark.django_db
def test_the_books_are_test_books_on_ones_own_machine_and_live_elsewhere(settings):
    made(slug="here")
    settings.LOOPBACK = False
    made(slug="there")

    assert dict(Book.objects.values_list("code", "is_live")) == {"here": False, "there": True}
    assert set(Terms.objects.values_list("book__scope", flat=True)) == {"here", "there"}


@pytest.mark.django_db
def test_languages_that_a_template_does_not_speak_are_left_to_write():
    event = made(languages=("ca", "pt"))

    category = Category.objects.get(congress=event, code="member")
    assert list(category.name) == ["pt"]
    assert list(event.pages.get(slug="privacy-notice").draft["body"]) == ["pt"]


@pytest.mark.django_db
def test_a_congress_in_korean_alone_falls_back_to_english_visibly():
    event = made("meeting", languages=("ko",), zone="Asia/Seoul")

    assert set(Category.objects.get(congress=event, code="participant").name) == {"en"}


@pytest.mark.django_db
def test_the_notice_names_payments_and_scans_only_where_there_are_any():
    lists = {code: _uses(made(code, slug=code)) for code in CODES}

    assert {code: len(uses) for code, uses in lists.items()} == {"full": 4, "meeting": 3, "cafe": 2, "youth": 3}


def _uses(event):
    body = event.pages.get(slug="privacy-notice").draft["body"]["en"]
    return next(block["ul"] for block in body if "ul" in block)


@pytest.mark.django_db
def test_everything_is_in_the_trail_under_the_congress():
    event = made("meeting")

    verbs = set(AuditEntry.objects.filter(scope=event.slug).values_list("verb", flat=True))
    assert {"congress_created", "issuer.saved", "book.opened", "terms_changed", "category_saved", "room_saved",
            "point_made", "page_made", "plan_laid_out"} <= verbs  # fmt: skip


@pytest.mark.django_db
def test_a_slug_taken_makes_nothing_at_all():
    events.congress(slug="new")

    with pytest.raises(CongressSlugTaken) as refused:
        made()
    assert "new-2" in str(refused.value)
    assert (Congress.objects.count(), Organisation.objects.count(), Book.objects.count()) == (1, 0, 0)


@pytest.mark.django_db
def test_numbers_go_on_from_the_highest():
    events.congress(number=41)

    assert made().number == 42


# --- templates into days that are near, or over -------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("days", [0, 1, 3, 30, 200])
def test_a_template_for_days_that_are_near_puts_nothing_into_the_past(days):
    today = NOW.date()
    event = made(starts_on=today + timedelta(days=days))

    call, terms = event.calls.get(), event.terms
    begin = datetime(today.year, today.month, today.day, tzinfo=ZoneInfo("Europe/Madrid"))
    assert begin <= call.opens_at < call.closes_at
    assert begin <= terms.opens_at <= terms.closes_at


@pytest.mark.django_db
def test_an_edition_entered_afterwards_keeps_its_distances():
    event = made(starts_on=date(2024, 5, 20), may_be_past=True)

    assert event.calls.get().opens_at.date() == date(2023, 7, 24)  # midnight in Madrid, 300 days before


DAYS = st.dates(date(2026, 11, 21), date(2029, 12, 31))


@given(starts_on=DAYS, distances=st.lists(st.integers(0, 400), min_size=2, max_size=6))
def test_days_keep_their_order_and_stay_between_today_and_the_opening(starts_on, distances):
    today = date(2026, 11, 21)
    calendar = Calendar(starts_on, today, max(distances))

    found = [calendar.day(distance) for distance in sorted(distances, reverse=True)]

    assert found == sorted(found)
    assert today <= found[0]
    assert found[-1] <= starts_on


@given(starts_on=DAYS, first=st.integers(0, 400), last=st.integers(0, 400))
def test_a_window_is_a_day_long_at_least(starts_on, first, last):
    calendar = Calendar(starts_on, date(2026, 11, 21), max(first, last))

    opens, closes = calendar.window(max(first, last), min(first, last), ZoneInfo("Pacific/Auckland"))

    assert closes - opens >= timedelta(hours=23)


# --- the data itself ----------------------------------------------------------------------------
def texts(value, path=""):
    """(path, text per language) of everything translated in a template."""
    if isinstance(value, dict):
        if value and set(value) <= set(LANGUAGES):
            yield path, value
        else:
            for name, inner in value.items():
                yield from texts(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from texts(inner, f"{path}.{n}")


@pytest.mark.parametrize("code", CODES)
def test_templates_speak_four_languages_everywhere(code):
    found = list(texts(template(code)))

    assert len(found) > 5
    assert [path for path, said in found if set(said) != set(LANGUAGES) or not all(said.values())] == []


def test_a_templates_longest_distance_is_that_of_its_call():
    assert {code: longest_of(template(code)) for code in CODES} == {"full": 300, "meeting": 3, "cafe": 0, "youth": 21}


@pytest.mark.parametrize(
    ("country", "zone", "currency", "language"),
    [
        ("PT", "Europe/Lisbon", "EUR", "pt"),
        ("ES", "Europe/Madrid", "EUR", "es"),
        ("BR", "America/Sao_Paulo", "BRL", "pt"),
        ("KR", "Asia/Seoul", "KRW", "ko"),
        ("US", "America/New_York", "USD", "en"),
        ("MA", "Africa/Casablanca", "MAD", "ar"),
    ],
)
def test_a_country_suggests_its_main_zone_its_money_and_its_language(country, zone, currency, language):
    assert (zones_of(country)[0], currency_of(country), languages_of(country)[0]) == (zone, currency, language)


def test_an_unknown_country_suggests_nothing_that_breaks():
    assert (zones_of("XX"), currency_of("XX"), languages_of("")) == ([], "EUR", [])
    assert {"EUR", "KRW", "BRL", "TND"} <= set(currencies())


@pytest.mark.parametrize(
    ("lang", "cities"),
    [
        ("en", {"Africa/Asmara": "Asmara", "Asia/Kolkata": "Kolkata", "Africa/Ceuta": "Ceuta"}),
        ("pt", {"Africa/Asmara": "Asmara", "Asia/Kolkata": "Calcutá", "Europe/Berlin": "Berlim"}),
    ],
)
def test_each_zone_stands_once_and_by_the_name_of_its_city(lang, cities):
    with translation.override(lang):
        groups = choices.zones("ES", "Europe/Madrid")
    zones = [code for _region, rows in groups for code, _name in rows]
    names = {code: name for _region, rows in groups for code, name in rows}

    assert len(zones) == len(set(zones))
    assert not {"Africa/Asmera", "Asia/Calcutta", "Europe/Belfast"} & set(zones)
    assert set(zones) <= available_timezones()
    assert {code: names[code] for code in cities} == {code: f"{city} ({code})" for code, city in cities.items()}


def test_a_zone_stored_under_an_old_name_stays_among_them():
    groups = choices.zones("IN", "Asia/Calcutta")

    assert ("Asia/Calcutta", "Kolkata (Asia/Calcutta)") in [row for _region, rows in groups for row in rows]
    assert groups[0][1] == [("Asia/Kolkata", "Kolkata (Asia/Kolkata)")]
