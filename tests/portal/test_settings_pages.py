"""The settings of a congress: two owners at once, moves explained before they are done, the address, the parts."""

import html
import re
from datetime import UTC, date, datetime, time

import pytest
from django.apps import apps

from common.actions.scopes import KEPT
from common.models import AuditEntry, QueuedMail
from congress.models import Congress, Milestone
from payments.models import Book
from programme.models import Session
from registration.models import Terms
from tests.factories import accounts as make
from tests.factories import congress as events
from tests.factories import network as cities
from tests.factories import programme as sessions
from tests.factories import registration as people
from tests.factories import visits
from tests.payments import factories as money
from visits.models import Departure

pytestmark = pytest.mark.django_db
ANA = {"given_name": "Ana", "family_name": "Pérez"}


@pytest.fixture
def event():
    return events.congress(
        slug="here", state="draft", languages=["en", "ca"], host=cities.organisation(slug="vic", country="ES")
    )


@pytest.fixture
def owner(event, client_for):
    user = make.user(person=make.person(**ANA))
    events.team_member(congress=event, user=user)
    return client_for(user)


def url(event, rest=""):
    return f"/en/{event.slug}/manage/settings/{rest}"


def form_of(event, **changes):
    """What the page sends when nothing but `changes` is typed."""
    event = Congress.objects.get(pk=event.pk)
    said = {
        "name_en": event.name.get("en", ""),
        "name_ca": event.name.get("ca", ""),
        "starts_on": event.starts_on.isoformat(),
        "ends_on": event.ends_on.isoformat(),
        "timezone": event.timezone,
        "host": event.host.slug if event.host else "",
        "languages": event.languages,
        "reply_to": event.reply_to,
        "slug": event.slug,
        "version": event.version,
    }
    return {**said, **changes}


def fresh(event):
    return Congress.objects.get(pk=event.pk)


# --- saving -------------------------------------------------------------------------------------
def test_texts_are_saved_in_every_language(event, owner):
    answer = owner.post(url(event), form_of(event, theme_en="A theme", theme_ca="Un tema", venue_en="Town hall"))

    assert answer.status_code == 302
    assert (fresh(event).theme, fresh(event).venue) == ({"en": "A theme", "ca": "Un tema"}, {"en": "Town hall"})
    assert fresh(event).version == 2


def test_saving_nothing_new_writes_nothing(event, owner):
    Congress.objects.filter(pk=event.pk).update(name={"en": "Here"})
    owner.post(url(event), form_of(event))

    assert fresh(event).version == 1
    assert not AuditEntry.objects.filter(verb="settings_changed").exists()


def test_a_language_that_is_left_out_keeps_its_texts(event, owner):
    Congress.objects.filter(pk=event.pk).update(name={"en": "Here", "ca": "Aquí", "fr": "Ici"})

    owner.post(url(event), form_of(event, languages=["en"]))
    owner.post(url(event), {**form_of(event, name_en="There"), "name_ca": ""})

    assert (fresh(event).languages, fresh(event).name) == (["en"], {"en": "There", "ca": "Aquí", "fr": "Ici"})


def test_a_language_is_added_from_the_list(event, owner):
    owner.post(url(event), form_of(event, other_language=["ko", "eu"]))

    assert fresh(event).languages == ["en", "ca", "ko", "eu"]
    assert 'lang="ko"' in owner.get(url(event)).content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name_en": "", "name_ca": ""}, "Please write this in one language at least."),
        ({"name_en": "x" * 201}, "201 characters of 200"),
        ({"ends_on": "2027-05-24"}, "The last day lies before the first."),
        ({"starts_on": "2027-02-29"}, "Enter a valid date."),
        ({"starts_on": "2025-05-25", "ends_on": "2025-05-26"}, "These days are over already."),
        ({"timezone": "Mars/Phobos"}, "There is no such time zone."),
        ({"languages": []}, "This field is required."),
        ({"reply_to": "nobody"}, "Enter a valid email address."),
        ({"latitude": "91"}, "less than or equal to 90"),
        ({"slug": "network"}, "This word is reserved"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(event, owner, said, sentence):
    text = owner.post(url(event), form_of(event, **said)).content.decode()
    if "Please read what follows" in text:
        text = moved(owner, event, **said)[1].content.decode()

    assert sentence in text
    assert fresh(event).version == 1


# --- two owners ---------------------------------------------------------------------------------
def opened(client, address):
    """What a page sends back when nothing is typed."""
    page = client.get(address).content.decode()
    return {name: html.unescape(text) for name, text in re.findall(r'name="(base|version)" value="([^"]*)"', page)}


@pytest.fixture
def blanca(event, client_for):
    other = make.user(person=make.person(given_name="Blanca", family_name="Roca"))
    events.team_member(congress=event, user=other)
    return client_for(other)


def sent_again(page):
    """The hidden fields of a page that is shown again."""
    text = page.content.decode()
    return {name: html.unescape(was) for name, was in re.findall(r'name="(base|version|seen)" value="([^"]*)"', text)}


def test_a_save_over_a_newer_one_is_refused_and_says_what_changed_once(event, owner, blanca):
    mine = form_of(event, reply_to="mine@example.org", **opened(owner, url(event)))
    blanca.post(url(event), form_of(event, theme_en="Theirs"))

    page = owner.post(url(event), mine)

    text = page.content.decode()
    assert page.status_code == 422
    assert text.count("Blanca Roca has saved: Theme.") == 1
    assert text.count("saved meanwhile") == 1
    assert 'class="error-summary"' not in text
    assert fresh(event).reply_to == ""


def test_fields_not_touched_take_what_was_saved_and_typed_ones_stay(event, owner, blanca):
    mine = form_of(event, reply_to="mine@example.org", **opened(owner, url(event)))
    blanca.post(url(event), form_of(event, theme_en="Theirs", name_ca="Seu", timezone="Europe/Lisbon"))
    blanca.post(url(event), form_of(event, theme_en="Theirs", name_ca="Seu", address="Main Square 1", seen=""))

    page = owner.post(url(event), mine)
    shown = page.context["form"]
    saved = owner.post(url(event), {**shown.data.dict(), "languages": shown.data.getlist("languages")})

    after = fresh(event)
    assert saved.status_code == 302
    assert (after.reply_to, after.theme, after.address) == ("mine@example.org", {"en": "Theirs"}, "Main Square 1")


def test_both_values_are_shown_where_both_have_changed_a_field(event, owner, blanca):
    mine = form_of(event, theme_en="Mine", theme_ca="Meu", **opened(owner, url(event)))
    blanca.post(url(event), form_of(event, theme_en="Theirs", venue_en="Town hall"))

    page = owner.post(url(event), mine)

    assert [(one.label, one.yours, one.theirs) for one in page.context["clashes"]] == [
        ("Theme, English", "Mine", "Theirs")
    ]
    text = page.content.decode()
    assert 'name="theme_en" id="id_theme_en" value="Mine"' in text
    assert 'name="theme_ca" id="id_theme_ca" value="Meu"' in text
    assert 'name="venue_en" id="id_venue_en" value="Town hall"' in text
    assert '<span lang="en">Theirs</span>' in text


def test_lists_are_laid_over_one_another(event, owner, blanca):
    mine = form_of(event, other_language="ko", **opened(owner, url(event)))
    blanca.post(url(event), form_of(event, languages=["en", "ca", "fr"]))

    shown = owner.post(url(event), mine).context["form"]
    owner.post(url(event), {**shown.data.dict(), "languages": shown.data.getlist("languages")})

    assert fresh(event).languages == ["en", "ca", "fr", "ko"]


def test_what_cannot_be_saved_is_said_with_what_changed_meanwhile(event, owner, blanca):
    mine = form_of(event, slug="network", **opened(owner, url(event)))
    blanca.post(url(event), form_of(event, theme_en="Theirs"))

    text = owner.post(url(event), mine).content.decode()

    assert "Blanca Roca has saved: Theme." in text
    assert "This word is reserved" in text


def test_a_move_is_not_explained_while_something_is_wrong(busy, owner):
    text = owner.post(url(busy), form_of(busy, timezone="Europe/Lisbon", slug="network")).content.decode()

    assert "This word is reserved" in text
    assert "Please read what follows" not in text


def test_without_what_was_read_everything_typed_stays(event, owner):
    mine = form_of(event, reply_to="mine@example.org", base="not JSON")
    Congress.objects.filter(pk=event.pk).update(version=5, address="Elsewhere 2")

    page = owner.post(url(event), mine)

    assert 'value="mine@example.org"' in page.content.decode()
    assert "at the translation desk for instance" in page.content.decode()


def test_a_second_save_over_what_was_shown_goes_through(event, owner):
    mine = form_of(event, reply_to="mine@example.org")
    Congress.objects.filter(pk=event.pk).update(version=5)
    page = owner.post(url(event), mine)

    assert owner.post(url(event), {**mine, **sent_again(page)}).status_code == 302
    assert fresh(event).reply_to == "mine@example.org"


def test_parts_taken_in_by_one_and_left_out_by_another_are_both_kept(event, owner, blanca):
    Congress.objects.filter(pk=event.pk).update(parts=["call", "visits"])
    mine = {"parts": ["call"], **opened(owner, url(event, "parts/"))}  # leaves out the visits
    blanca.post(url(event, "parts/"), {"parts": ["call", "visits", "door"], "version": "1"})

    page = owner.post(url(event, "parts/"), mine)
    shown = page.context["form"]
    owner.post(url(event, "parts/"), {**shown.data.dict(), "parts": shown.data.getlist("parts")})

    assert page.content.decode().count("Blanca Roca has saved: Parts.") == 1
    assert sorted(fresh(event).parts) == ["call", "door"]


# --- moves --------------------------------------------------------------------------------------
@pytest.fixture
def busy(event):
    people.terms(congress=event, opens_at=datetime(2026, 12, 1, 9, tzinfo=UTC))
    sessions.session(congress=event)
    departure = visits.departure(congress=event)
    Departure.objects.filter(pk=departure.pk).update(taken=1)
    events.milestone(congress=event, days_before=100, due_on=date(2027, 2, 14))
    return event


def moved(client, event, **said):
    """The page that explains a move, and the same again with its mark."""
    first = client.post(url(event), form_of(event, **said)).content.decode()
    seen = first.split('name="seen" value="')[1].split('"')[0]
    return first, client.post(url(event), form_of(event, **said, seen=seen))


def test_another_zone_is_explained_before_it_is_done(busy, owner):
    text, _answer = moved(owner, busy, timezone="Europe/Lisbon")

    assert "1 session and 1 slot of a study visit keep the time on the clock" in text
    assert "People booked on 1 slot see its new time" in text
    assert "Registration, opening stays at its instant: 1 December 2026, 10:00 (Europe/Madrid) will read" in text
    assert "1 December 2026, 09:00 (Europe/Lisbon)" in text


def test_what_closes_at_midnight_is_said_by_the_end_of_its_day(busy, owner):
    Terms.objects.update(closes_at=datetime(2027, 1, 14, 23, tzinfo=UTC))

    text, _answer = moved(owner, busy, timezone="Europe/Lisbon")

    assert "14 January 2027, 23:59 (Europe/Madrid) will read 14 January 2027, 23:00 (Europe/Lisbon)" in text


def test_a_move_is_done_once_it_was_read(busy, owner):
    Departure.objects.update(taken=0)
    before = Session.objects.get().starts_at
    owner.post(url(busy), form_of(busy, timezone="Europe/Lisbon"))
    assert fresh(busy).timezone == "Europe/Madrid"

    moved(owner, busy, timezone="Europe/Lisbon")

    session, departure = Session.objects.get(), Departure.objects.get()
    assert fresh(busy).timezone == "Europe/Lisbon"
    assert (session.starts, (session.starts_at - before).total_seconds()) == (time(10), 3600)
    assert departure.sequence == 1
    assert Terms.objects.get().opens_at == datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_a_mark_of_another_move_does_not_count(busy, owner):
    text, _answer = moved(owner, busy, timezone="Europe/Lisbon")
    seen = text.split('name="seen" value="')[1].split('"')[0]

    page = owner.post(url(busy), form_of(busy, timezone="Asia/Seoul", seen=seen))

    assert "Please read what follows" in page.content.decode()
    assert fresh(busy).timezone == "Europe/Lisbon"


def test_books_count_their_days_in_the_new_zone(busy, owner):
    Terms.objects.update(book=money.book(code="here", scope="here", timezone="Europe/Madrid"))

    moved(owner, busy, timezone="Asia/Seoul")

    assert Book.objects.get().timezone == "Asia/Seoul"


def test_other_days_move_the_plan_and_leave_what_was_announced(busy, owner):
    text, _answer = moved(owner, busy, starts_on="2027-06-01", ends_on="2027-06-04")

    assert "1 milestone of the work plan moves with the opening." in text
    assert "lie outside the congress" in text
    assert "Registration, opening" in text
    assert Milestone.objects.get().due_on == date(2027, 2, 21)
    assert Terms.objects.get().opens_at == datetime(2026, 12, 1, 9, tzinfo=UTC)


# --- the address --------------------------------------------------------------------------------
def test_the_address_changes_while_nobody_knows_it_and_all_follows(event, owner):
    book = money.book(code="here", scope="here")
    people.terms(congress=event, book=book)
    owner.post(url(event), form_of(event, theme_en="First"))

    answer = owner.post(url(event), form_of(event, slug="there"))

    assert answer.headers["Location"] == "/en/there/manage/settings/"
    assert Book.objects.get().scope == "there"
    assert set(AuditEntry.objects.filter(verb="settings_changed").values_list("scope", flat=True)) == {"there"}
    assert not QueuedMail.objects.filter(scope="here").exists()


def test_whatever_is_kept_under_the_address_is_known_to_follow_it():
    kept = {model for model in apps.get_models() if any(field.name == "scope" for field in model._meta.fields)}

    assert kept == {*KEPT, Book}


def test_an_address_that_is_taken_is_refused_with_a_free_one(event, owner):
    events.congress(slug="taken")

    page = owner.post(url(event), form_of(event, slug="taken"))

    assert "Another congress has this address. “taken-2” is free." in page.content.decode()


def test_the_address_of_a_published_congress_stays(event, owner):
    Congress.objects.filter(pk=event.pk).update(state="open")
    assert 'name="slug"' not in owner.get(url(event)).content.decode()

    owner.post(url(event), form_of(event, slug="there", theme_en="New"))

    assert (fresh(event).slug, fresh(event).theme) == ("here", {"en": "New"})


def test_an_archived_congress_is_not_changed(event, owner):
    Congress.objects.filter(pk=event.pk).update(state="archived")

    assert owner.post(url(event), form_of(event, theme_en="New")).status_code == 409
    assert fresh(event).theme == {}
