"""The page that a copy leads to: what came along, whether the rules fit, and the texts that speak of before."""

import re
from bisect import bisect_left
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.actors import Actor
from common.models import AuditEntry, TranslationMark
from congress.enums import CongressKind
from congress.models import Congress, Page
from portal.actions.copying import copy_edition
from portal.actions.translation import translate
from portal.queries.checklist import checklist
from portal.queries.copied import old_texts, source_of
from portal.queries.translation import units
from portal.rules.old_texts import Edition, mentions, towns
from portal.rules.translation import DONE, Given
from registration.models import Fee, Terms
from tests.factories import accounts
from tests.factories import congress as make
from tests.portal.editions import at, full, owner_of
from tests.portal.test_edition_pages import COPY, copy_page, text_of

pytestmark = pytest.mark.django_db
BY = Actor.system("test")


# --- what a text names --------------------------------------------------------------------------
BEFORE = Edition(
    frozenset({"Congress of Vallclara"}), frozenset({"Vallclara", "Palau de la Música", "Rio"}),
    date(2025, 5, 30), date(2025, 6, 2),
)  # fmt: skip
NOW = Edition(frozenset({"Congress of Santa Aurélia"}), frozenset({"Vallclara"}), date(2027, 5, 25), date(2027, 5, 28))


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "Come to Vallclara in 2025!", ["Vallclara", "2025"]),
        ("en", "The Congress of Vallclara begins.", ["Congress of Vallclara", "Vallclara"]),
        ("en", "From 30 May to June 2", ["30 May", "June 2"]),
        ("en", "May the 30th be with all of you and all of us; may 301 people come.", ["May the 30"]),
        ("es", "Del 30 al 31 de mayo", ["30 al 31 de mayo"]),
        ("fr", "Du 30 mai au 2 juin", ["30 mai", "2 juin"]),
        ("pt", "até 1 de junho", ["1 de junho"]),
        ("ko", "5월 30일", ["5월 30"]),
        ("en", "30/05 or 02.06", ["30/05", "02.06"]),
        ("en", "At the palau de la música", ["palau de la música"]),
        ("en", "Room 2025a, from 25 to 28 May 2027, in 12025 Rio", []),
        ("en", "", []),
        ("xx", "30 May", []),
    ],
)
def test_words_of_the_edition_before_are_found(language, text, found):
    said = mentions(text, language, BEFORE, NOW)

    assert said == found or sorted(said) == sorted(found)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("Carrer de la Séquia, 24, 08490 Vallclara", ["Vallclara"]),
        ("Rua do Ouro 7\n4000-123 Porto, Portugal", ["Porto"]),
        ("1 Main Square", []),
        ("", []),
    ],
)
def test_towns_are_read_from_addresses(address, found):
    assert towns(address) == found


def test_days_and_years_that_are_the_same_again_are_not_old():
    again = Edition(frozenset(), frozenset(), date(2025, 5, 30), date(2025, 6, 2))

    assert mentions("30 May 2025", "en", BEFORE, again) == []


# --- after a copy -------------------------------------------------------------------------------
@pytest.fixture
def source(now, files_dir) -> Congress:
    made = full(now)
    made.description = {"en": "From 25 to 28 May 2027 in our town", "pt": "De 25 a 28 de maio de 2027"}
    made.theme = {"en": "Learning all life long", "pt": "Aprender toda a vida"}
    made.venue = {"en": "Old Town Hall", "pt": "Antiga Câmara"}
    made.save()
    return made


def copied(source: Congress, now: Any, **kw: Any) -> Congress:
    given = {"slug": "second", "name": {"en": "Second"}, "starts_on": date(2028, 5, 30), "by": BY, **kw}
    return copy_edition(source=source, now=now, **given)


def keys(event: Congress) -> set[tuple[str, str]]:
    return {(one.unit.field, one.language) for one in old_texts(event) if one.unit.kind == "congress.congress"}


def test_copied_texts_that_name_days_or_place_are_to_be_looked_over(source, now):
    made = copied(source, now)

    assert source_of(made) == source
    assert source_of(source) is None
    assert keys(made) == {("description", "en"), ("description", "pt"), ("venue", "en"), ("venue", "pt")}


def test_a_text_written_anew_is_off_the_list(source, now):
    made = copied(source, now)
    made.description = {"en": "In May 2028", "pt": "Em maio de 2028"}
    made.venue = {"en": "New hall", "pt": "Sala nova"}
    made.save()

    assert keys(made) == set()


def test_news_of_the_time_before_the_copy_is_to_be_looked_over(source, now):
    items = [{"news": day, "title": "Something new", "text": "At last."} for day in ("2026-03-04", "2026-12-01")]
    make.page(congress=source, slug="news", title={"en": "News"}, body={"en": items})
    made = copied(source, now)

    news = [one for one in old_texts(made) if one.unit.name == "news"]

    assert [(one.unit.field, one.words) for one in news] == [
        ("body/0/title", ("4 March 2026",)),
        ("body/0/text", ("4 March 2026",)),
    ]


def test_texts_found_right_are_off_the_list_until_they_change(source, now, client_for):
    made = copied(source, now, by=owner_of(source).as_actor())
    client = client_for(made.team.get().user)
    url = reverse("portal-copied", args=[made.slug])
    wanted = [one.key for one in old_texts(made) if one.unit.field == "venue"]

    answer = client.post(url, {"right": [*wanted, "en:made-up:congress.congress:1:name"]})

    assert answer.url == f"{url}#texts"
    assert keys(made) == {("description", "en"), ("description", "pt")}
    assert AuditEntry.objects.get(verb="texts_looked_over").after == {"texts": 2}
    made.venue = {"en": "Old Town Hall, second floor", "pt": "Antiga Câmara"}
    made.save()
    assert keys(made) == {("description", "en"), ("description", "pt"), ("venue", "en")}


def test_looking_over_leaves_the_translators_marks_alone(source, now, client_for):
    made = copied(source, now, by=owner_of(source).as_actor())
    client = client_for(made.team.get().user)
    unit = next(one for one in units(made) if one.field == "description" and one.kind == "congress.congress")
    translate(
        congress=made, language="pt", given=[Given(unit.key, "De 25 a 28 de maio", unit.digest, "")], by=BY, now=now
    )
    before = TranslationMark.objects.count()

    client.post(reverse("portal-copied", args=["second"]), {"right": [one.key for one in old_texts(made)]})

    states = {one.key: one.state("pt") for one in units(made)}
    assert TranslationMark.objects.count() > before
    assert states[unit.key] == DONE
    assert old_texts(made) == []


def test_checklist_and_translation_desk_name_them(source, now, client_for):
    made = copied(source, now, by=owner_of(source).as_actor())
    client = client_for(made.team.get().user)

    item = next(one for one in checklist(made, now) if one.code == "old_texts")
    number = len(old_texts(made))
    overview = text_of(client.get(reverse("portal-translations", args=["second"])))
    desk = text_of(client.get(reverse("portal-translation", args=["second", "pt"]) + "?state=all"))

    assert (item.is_done, item.is_blocking, item.detail) == (False, False, f"{number} texts to look over.")
    assert f"{number} texts to look over" in overview
    assert "to look over" in desk
    assert "It still names the edition that was copied:" in desk


def test_a_congress_that_is_no_copy_has_nothing_of_it(source, now, client_for):
    client = client_for(owner_of(source))

    assert [one for one in checklist(source, now) if one.code == "old_texts"] == []
    assert client.get(reverse("portal-copied", args=["first"])).url == reverse("portal-manage", args=["first"])


def test_the_list_asks_as_much_of_four_pages_as_of_one(source, now, assert_queries):
    made = copied(source, now)
    with CaptureQueriesContext(connection) as seen:
        old_texts(made)
    for number in range(3):
        Page.objects.create(
            congress=made, slug=f"more-{number}", title={"en": "In 2027"}, body={"en": [{"p": "In 2027"}]},
            position=9, updated_at=now,
        )  # fmt: skip

    with assert_queries(len(seen)):
        assert len([one for one in old_texts(made) if one.unit.name.startswith("more-")]) == 6


# --- the page -----------------------------------------------------------------------------------
@pytest.fixture
def browser(source, client_for) -> Client:
    return client_for(owner_of(source))


def made_by(browser: Client, source: Congress, **said: str) -> Any:
    return browser.post(copy_page(source), {**COPY, "step": "make", **said})


def test_the_page_names_policies_letters_and_layout(source, browser):
    looked = text_of(browser.post(copy_page(source), {**COPY, "step": "look"}))
    answer = made_by(browser, source)
    page = text_of(browser.get(answer.url))

    assert answer.url == reverse("portal-copied", args=["second"])
    for text in (looked, page):
        assert re.search(r"Refund rules: \d", text)
        assert re.search(r"Letters in your own words: \d", text)
        assert "Layout: colours, logo and header image" in text
    assert "Examined: no gaps, no overlaps." in page


def test_what_there_is_none_of_is_said(source, browser):
    Terms.objects.update(refund_rules=[])

    assert "Refund rules: none" in text_of(browser.post(copy_page(source), {**COPY, "step": "look"}))


def test_rules_that_do_not_fit_are_named_on_the_result_page_with_the_way_there(source, browser):
    Fee.objects.filter(category__congress=source, ends_at=None).update(starts_at=at(-50, 24))
    Terms.objects.update(refund_rules=[{"days": 7, "percent": 100}, {"days": 30, "percent": 50}])

    page = browser.get(made_by(browser, source).url).content.decode()

    assert "The fees leave a gap or overlap." in page
    assert f'href="{reverse("registration-categories", args=["second"])}"' in page
    assert f'<a href="{reverse("registration-refunds", args=["second"])}">The refund rules do not fit' in page
    assert "Examined: no gaps" not in page


# --- into the past ------------------------------------------------------------------------------
def test_a_copy_into_the_past_needs_a_tick(source, browser):
    past = {"starts_on": "2025-05-27"}
    asked = browser.post(copy_page(source), {**COPY, **past, "step": "look"})

    refused = made_by(browser, source, **past)
    made = made_by(browser, source, **past, is_past_meant="on")

    assert 'name="is_past_meant"' in asked.content.decode()
    assert refused.status_code == 422
    assert "Please tick this, or begin again with another first day." in text_of(refused)
    assert made.url == reverse("portal-copied", args=["second"])
    assert "Dates that lie in the past" in text_of(browser.get(made.url))


def test_the_past_is_said_of_one_and_of_several(source, browser, now):
    several = text_of(browser.post(copy_page(source), {**COPY, "starts_on": "2025-05-27", "step": "look"}))

    assert "The next edition would be over already: its last day would be 30 May 2025." in several
    assert "They are marked below. You may go on and set them afterwards." in several

    def look(days: int) -> str:
        starts = source.starts_on + timedelta(days=200 - days)
        return text_of(browser.post(copy_page(source), {**COPY, "starts_on": starts.isoformat(), "step": "look"}))

    first = bisect_left(range(400), True, key=lambda days: "in the past" in look(days))  # one date alone has passed
    said = look(first)
    assert "in the past" not in look(first - 1)
    assert "1 date would lie in the past" in said
    assert "It is marked below. You may go on and set it afterwards." in said
    assert "would be over already" not in said


# --- whoever may not ----------------------------------------------------------------------------
def test_organisers_without_a_role_above_are_told_who_may(source, client_for):
    client = client_for(make.team_member(congress=source).user)

    page = client.get(copy_page(source))
    sent = client.post(copy_page(source), {**COPY, "step": "make"})
    export = text_of(client.get(reverse("portal-export", args=["first"])))
    rooms = client.get(reverse("portal-manage", args=["first"])).content.decode()

    said = "The next edition of this congress is begun by the network’s secretariat."
    assert said in text_of(page)
    assert "For the next edition on this installation no file is needed" in export
    assert said not in export
    assert sent.status_code == 404
    assert copy_page(source) in rooms
    assert Congress.objects.count() == 1


def test_organisers_of_a_meeting_are_sent_to_their_network(source, client_for):
    source.kind = CongressKind.MEETING
    source.save()
    client = client_for(make.team_member(congress=source).user)

    assert "whoever coordinates the territorial network" in text_of(client.get(copy_page(source)))


def test_others_still_find_no_page(source, client_for):
    for user in (accounts.user(), make.team_member(congress=source, role="chair").user):
        assert client_for(user).get(copy_page(source)).status_code == 404
