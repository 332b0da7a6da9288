"""Terms, categories, extras and fees as owners set them: one fee at every instant, nothing below what is taken."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.actors import Actor
from common.errors import Invalid
from common.money import Money
from registration.actions.setup import (
    CategoryFacts,
    FeesUnsound,
    FewerThanTaken,
    OfferInUse,
    TermsFacts,
    change_terms,
    remove,
    save_category,
    set_fees,
)
from registration.models import AddOn, Category, Fee, Terms
from registration.rules.fees import FeeFault, Period, fee_at, fee_faults
from tests.factories import congress as events
from tests.factories import registration as make

BY = Actor.system("test")
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ARGS = {"by": BY, "now": NOW}
EARLY, LATE = Money(30_000, "EUR"), Money(35_000, "EUR")
FIRST, SECOND = datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)


@pytest.fixture
def event(db):
    made = events.congress(slug="here", languages=["en", "ca"])
    make.terms(congress=made)
    return made


@pytest.fixture
def owner(event, client_for):
    return client_for(events.team_member(congress=event).user)


def url(rest):
    return f"/en/here/manage/settings/{rest}"


# --- the rule of fees ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("table", "faults"),
    [
        ([], []),
        ([Period(EARLY)], []),
        ([Period(EARLY, None, FIRST), Period(LATE, FIRST, None)], []),
        ([Period(LATE, FIRST, None), Period(EARLY, None, FIRST)], []),
        ([Period(EARLY, None, FIRST), Period(LATE, SECOND, None)], [FeeFault("gap", FIRST)]),
        ([Period(EARLY, None, SECOND), Period(LATE, FIRST, None)], [FeeFault("overlap", FIRST)]),
        ([Period(EARLY), Period(LATE)], [FeeFault("overlap", None)]),
        ([Period(EARLY, FIRST, None)], [FeeFault("late_start", FIRST)]),
        ([Period(EARLY, None, FIRST)], [FeeFault("early_end", FIRST)]),
        ([Period(EARLY, SECOND, FIRST)], [FeeFault("reversed", SECOND)]),
    ],
)
def test_a_table_of_fees_says_one_fee_at_every_instant(table, faults):
    assert fee_faults(table) == faults


@given(st.lists(st.integers(0, 10_000), max_size=5, unique=True).map(sorted), st.integers(-100, 10_100))
def test_a_sound_table_has_exactly_one_fee_at_any_instant(hours, at):
    ends = [None, *(datetime.fromtimestamp(1_800_000_000 + 3600 * h, UTC) for h in hours), None]
    table = [Period(EARLY, one, other) for one, other in zip(ends, ends[1:], strict=False)]
    instant = datetime.fromtimestamp(1_800_000_000 + 3600 * at, UTC)

    assert fee_faults(table) == []
    assert sum(period.holds(instant) for period in table) == 1
    assert fee_at(table, instant) == EARLY


@pytest.mark.django_db
def test_an_unsound_table_is_not_kept(event):
    category = make.category(congress=event)
    Fee.objects.create(category=category, minor=100, currency="EUR")

    with pytest.raises(FeesUnsound):
        set_fees(thing=category, periods=[Period(EARLY, None, FIRST), Period(LATE, SECOND, None)], **ARGS)

    assert [fee.minor for fee in category.fees.all()] == [100]


# --- the table on its page ----------------------------------------------------------------------
def test_fees_are_typed_as_amounts_and_ends(event, owner):
    make.category(congress=event, code="member")
    said = {"amount_0": "300,50", "until_0": "2027-02-01T00:00", "amount_1": "350"}

    assert owner.post(url("categories/member/fees/"), said).status_code == 302

    early, late = sorted(Fee.objects.all(), key=lambda fee: fee.minor)
    turn = datetime(2027, 1, 31, 23, tzinfo=UTC)
    assert (early.minor, early.starts_at, early.ends_at) == (30_050, None, turn)
    assert (late.minor, late.starts_at, late.ends_at) == (35_000, turn, None)


def test_what_applies_when_is_shown(event, owner):
    category = make.category(congress=event, code="member")
    turn = datetime(2026, 12, 31, 23, tzinfo=UTC)  # midnight in Madrid
    set_fees(thing=category, periods=[Period(EARLY, None, turn), Period(LATE, turn, None)], **ARGS)

    text = owner.get(url("categories/member/fees/")).content.decode()

    assert "€300.00" in text
    assert "31 December 2026, 23:59 (Europe/Madrid)" in text  # until, by its last minute
    assert "1 January 2027, 00:00 (Europe/Madrid)" in text  # from


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"amount_0": "300", "amount_1": "350"}, "Please say until when this fee applies, since another follows."),
        ({"amount_0": "300", "until_0": "2027-02-01T00:00"}, "After this nothing would apply."),
        (
            {
                "amount_0": "1",
                "until_0": "2027-02-01T00:00",
                "amount_1": "2",
                "until_1": "2027-01-01T00:00",
                "amount_2": "3",
            },
            "It ends before the period above it does: the two overlap.",
        ),
        ({"amount_0": "300", "until_0": "2027-03-28T02:30", "amount_1": "350"}, "This time does not exist"),
        ({"amount_0": "300", "until_0": "2026-10-25T02:30", "amount_1": "350"}, "This time comes twice"),
        ({"amount_0": "a lot"}, "Please write an amount, such as 300.00."),
        ({"amount_0": "-5"}, "Please write an amount"),
        ({"amount_0": "300.001"}, "Please write an amount"),
        ({"until_0": "2027-02-01T00:00", "amount_1": "350"}, "Please write an amount"),
    ],
)
def test_a_table_with_a_hole_is_refused_with_a_sentence_and_what_was_typed(event, owner, said, sentence):
    make.category(congress=event, code="member")

    page = owner.post(url("categories/member/fees/"), said)

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert f'value="{next(iter(said.values()))}"' in page.content.decode()
    assert not Fee.objects.exists()


def test_an_empty_table_is_free_of_charge(event, owner):
    category = make.category(congress=event, code="member")
    Fee.objects.create(category=category, minor=100, currency="EUR")

    owner.post(url("categories/member/fees/"), {})

    assert not Fee.objects.exists()


def test_extras_have_fees_of_their_own(event, owner):
    make.add_on(congress=event, code="dinner")

    owner.post(url("extras/dinner/fees/"), {"amount_0": "45"})

    assert Fee.objects.get().add_on.code == "dinner"


# --- categories and extras ----------------------------------------------------------------------
CATEGORY = {
    "name_en": "Member city",
    "name_ca": "Ciutat",
    "eligibility": "anyone",
    "colour": "#0b4f6c",
    "is_public": "on",
}


def test_a_new_category_is_asked_for_its_fee_next(event, owner):
    answer = owner.post(url("categories/new/"), {**CATEGORY, "needs": ["city"], "places": "50"})

    row = Category.objects.get()
    assert answer.headers["Location"] == url("categories/member-city/fees/")
    assert (row.needs, row.places, row.is_public, row.has_waiting_list) == (["city"], 50, True, False)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name_en": "", "name_ca": ""}, "Please write this in one language at least."),
        ({"eligibility": "countries"}, "Please choose the countries."),
        ({"colour": "#ffff00"}, "Choose a darker one."),
        ({"opens_at": "2027-02-01T00:00", "closes_at": "2027-01-01T00:00"}, "The end must come after the beginning."),
        ({"places": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_category_is_refused_with_a_sentence(event, owner, said, sentence):
    page = owner.post(url("categories/new/"), {**CATEGORY, **said})

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not Category.objects.exists()


@pytest.mark.django_db
def test_there_are_never_fewer_places_than_taken(event):
    category = make.category(congress=event, places=10)
    for _n in range(3):
        make.registration(congress=event, category=category)
    facts = CategoryFacts({"en": "Member"}, {}, places=2)

    with pytest.raises(FewerThanTaken) as refused:
        save_category(congress=event, category=category, facts=facts, **ARGS)

    assert str(refused.value) == "3 places are taken already, so there cannot be fewer."
    with pytest.raises(FewerThanTaken):
        change_terms(congress=event, facts=TermsFacts(places=2), **ARGS)


@pytest.mark.django_db
def test_saving_a_category_leaves_what_is_taken(event):
    category = make.category(congress=event, places=10)
    stale = Category.objects.get(pk=category.pk)
    make.registration(congress=event, category=category)

    save_category(congress=event, category=stale, facts=CategoryFacts({"en": "Member"}, {}, places=5), **ARGS)

    category.refresh_from_db()
    assert (category.places, category.taken) == (5, 1)


def test_what_nobody_chose_can_be_taken_away(event, owner):
    used, free = make.category(congress=event, code="used"), make.category(congress=event, code="free")
    make.registration(congress=event, category=used)

    assert "Take it away" not in owner.get(url("categories/used/")).content.decode()
    owner.post(url("categories/free/"), {"verb": "remove"})

    assert list(Category.objects.all()) == [used]
    with pytest.raises(OfferInUse):
        remove(thing=used, **ARGS)
    assert free.code == "free"


def test_an_extra_is_entered_and_taken_away(event, owner):
    owner.post(url("extras/new/"), {"name_en": "Dinner", "places": "120"})
    assert AddOn.objects.get().places == 120

    owner.post(url("extras/dinner/"), {"verb": "remove"})

    assert not AddOn.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_categories_as_for_one(event, client_for, assert_queries, count):
    for _n in range(count):
        category = make.category(congress=event)
        Fee.objects.create(category=category, minor=100, currency="EUR")
    client = client_for(events.team_member(congress=event).user)

    with assert_queries(9):
        client.get(url("categories/"))


# --- terms --------------------------------------------------------------------------------------
TERMS = {"card_minutes": "30", "transfer_days": "10", "offer_hours": "48", "tax_rate": "21", "visits_each": "2"}


def test_terms_are_kept(event, owner):
    owner.post(url("registration/"), {**TERMS, "opens_at": "2027-01-10T09:00", "places": "500"})

    row = Terms.objects.get()
    assert (row.opens_at, row.places, row.tax_rate) == (datetime(2027, 1, 10, 8, tzinfo=UTC), 500, Decimal(21))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"opens_at": "2027-02-01T00:00", "closes_at": "2027-02-01T00:00"}, "The end must come after the beginning."),
        ({"tax_rate": "101"}, "less than or equal to 100"),
        ({"card_minutes": "5"}, "greater than or equal to 30"),
    ],
)
def test_terms_are_refused_with_a_sentence(event, owner, said, sentence):
    page = owner.post(url("registration/"), {**TERMS, **said})

    assert page.status_code == 422
    assert sentence in page.content.decode()


@pytest.mark.django_db
def test_a_tax_rate_is_a_percentage(event):
    with pytest.raises(Invalid):
        change_terms(congress=event, facts=TermsFacts(tax_rate=Decimal(-1)), **ARGS)


@pytest.mark.parametrize(
    "page", ["categories/nothing/", "extras/nothing/", "categories/nothing/fees/", "extras/nothing/fees/"]
)
def test_what_does_not_exist_is_no_page(event, owner, page):
    assert owner.get(url(page)).status_code == 404
