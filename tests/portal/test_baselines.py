"""No original changes unseen: whatever made a translation, and whatever saved its original."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse

from common.actions.translations import digest_of
from common.actors import Actor
from common.models import Job, LetterText, TranslationMark
from congress.actions.pages import Text, publish_page, save_draft
from congress.models import Congress, Page
from congress.queries.pages import working
from portal.actions.baselines import ask_nightly, keep_all, keep_baselines
from portal.actions.copying import copy_edition
from portal.actions.old_links import turn_links
from portal.queries.translation import units
from portal.rules.old_links import turned
from portal.rules.translation import Unit
from portal.web.text_words import PARTS, where
from registration.models import Category
from tests.factories import congress as make
from tests.factories import registration as people
from tests.portal.editions import full

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BY = Actor("user", "7", "")
BODY = {"en": [{"h": "Hotels"}, {"p": "Near."}], "fr": [{"h": "Hôtels"}, {"p": "Près."}]}


@pytest.fixture
def event(db: None) -> Any:
    names = {"name": {"en": "Congress", "fr": "Congrès"}, "theme": {}, "description": {}, "venue": {}}
    return make.congress(slug="here", languages=["en", "fr"], **names)


@pytest.fixture
def category(event: Any) -> Any:
    return people.category(congress=event, code="guest", name={"en": "Guest", "fr": "Invitée"}, description={})


@pytest.fixture
def page(event: Any) -> Any:
    title = {"en": "Hotels", "fr": "Hôtels"}
    return make.page(congress=event, slug="hotels", title=title, body=BODY, is_published=True)


def state(event: Congress, kind: str, name: str) -> str:
    return next(unit for unit in units(event) if (unit.kind, unit.field) == (kind, name)).state("fr")


def rewrite(category: Category, **name: str) -> None:
    Category.objects.filter(pk=category.pk).update(name=name)


CATEGORY = ("registration.category", "name")


def test_a_translation_is_outdated_once_its_original_alone_has_changed(event, category):
    keep_baselines(congress=event, now=NOW)
    rewrite(category, en="Visitor", fr="Invitée")

    assert state(event, *CATEGORY) == "outdated"
    keep_baselines(congress=event, now=NOW)
    assert state(event, *CATEGORY) == "outdated"


def test_a_translation_changed_in_the_same_save_is_current_and_has_a_new_baseline(event, category):
    keep_baselines(congress=event, now=NOW)
    rewrite(category, en="Visitor", fr="Visiteuse")

    assert state(event, *CATEGORY) == "done"
    keep_baselines(congress=event, now=NOW)
    rewrite(category, en="Caller", fr="Visiteuse")
    assert state(event, *CATEGORY) == "outdated"


def test_a_repeat_writes_nothing(event, category, page):
    made = keep_baselines(congress=event, now=NOW)

    assert made == TranslationMark.objects.count() == 5
    assert keep_baselines(congress=event, now=NOW) == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_baselines_ask_a_fixed_number_of_queries(event, rows, django_assert_num_queries):
    for n in range(rows):
        people.category(congress=event, name={"en": f"C{n}", "fr": f"K{n}"}, description={})
        make.page(congress=event, slug=f"page-{n}", title={"en": "T", "fr": "T"}, body=BODY)

    with django_assert_num_queries(24):
        keep_baselines(congress=event, now=NOW)


def test_a_page_changed_and_published_on_its_own_page_leaves_its_translation_outdated(event, page, client_for):
    client = client_for(make.team_member(congress=event, role="owner").user)
    client.post(reverse("congress-manage-page", args=["here", "hotels"]), {"lang": "en"})  # whatever comes of it
    text = Text("en", "Hotels", [{"h": "Hotels"}, {"p": "Far away."}])
    saved = save_draft(page=page, text=text, version=Page.objects.get().version, by=BY, now=NOW)
    publish_page(page=saved, version=saved.version, by=BY, now=NOW)

    assert state(event, "congress.page", "body/1/p") == "outdated"
    assert state(event, "congress.page", "body/0/h") == "done"


def test_blocks_that_move_take_their_state_along(event, page):
    keep_baselines(congress=event, now=NOW)
    stale = {"en": [{"h": "Hotels"}, {"p": "Far."}], "fr": BODY["fr"]}
    moved = {lang: [{"p": f"New {lang}"}, *blocks] for lang, blocks in stale.items()}
    for body in (stale, moved):
        Page.objects.filter(pk=page.pk).update(body=body)
        keep_baselines(congress=event, now=NOW)
        keep_baselines(congress=event, now=NOW)

    assert [state(event, "congress.page", f"body/{n}") for n in ("0/p", "1/h", "2/p")] == ["done", "done", "outdated"]


def test_a_page_built_differently_is_outdated_as_a_whole(event, page):
    Page.objects.filter(pk=page.pk).update(body={**BODY, "fr": [{"p": "Tout"}]})
    keep_baselines(congress=event, now=NOW)
    Page.objects.filter(pk=page.pk).update(body={"en": [{"p": "Else"}, {"p": "Far"}], "fr": [{"p": "Tout"}]})

    assert state(event, "congress.page", "body") == "outdated"


def test_each_save_of_the_team_begins_with_the_baselines(event, category, client_for):
    client = client_for(make.team_member(congress=event, role="owner").user)

    client.get(reverse("portal-look", args=["here"]))
    assert not TranslationMark.objects.exists()
    client.post(reverse("portal-look", args=["here"]), {})
    assert TranslationMark.objects.get(kind=CATEGORY[0]).source_digest == digest_of("Guest")


def test_nobody_who_is_not_signed_in_sets_off_a_scan(event, category, client):
    client.post(reverse("portal-look", args=["here"]), {})

    assert not TranslationMark.objects.exists()


def test_every_night_all_congresses_get_their_baselines(event, category):
    assert [ask_nightly(now=NOW), ask_nightly(now=NOW)] == [1, 0]
    assert Job.objects.filter(kind="portal.translation_baselines").count() == 1
    assert keep_all(now=NOW) == 2


# --- copies ---------------------------------------------------------------------------------------
def test_a_copy_begins_with_baselines_and_links_of_its_own(now, db, files_dir):
    source = full(now)
    link = {"en": [{"p": "[Access](/en/first/access/)"}], "pt": [{"p": "[Acesso](/pt/first/access/)"}]}
    make.page(congress=source, slug="access", title={"en": "Home", "pt": "Início"}, body=link, is_published=True)

    made = copy_edition(
        source=source, slug="second", name={"en": "Second"}, starts_on=date(2028, 5, 30), by=BY, now=now
    )

    home = working(Page.objects.get(congress=made, slug="access"))
    assert home.body["pt"] == [{"p": "[Acesso](/pt/second/access/)"}]
    marks = TranslationMark.objects.filter(scope="second", kind="congress.page", field="body/0/p")
    assert marks.get().source_digest == digest_of("[Access](/en/second/access/)")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[A](/fr/old/visits/)", "[A](/fr/new/visits/)"),
        ("/old/", "/new/"),
        ("see /pt-br/old?x=1", "see /pt-br/new?x=1"),
        ("https://here.example/en/old/", "https://here.example/en/new/"),
        ("https://other.example/en/old/", "https://other.example/en/old/"),
        ("/en/old-town/ and /en/x/old/", "/en/old-town/ and /en/x/old/"),
        ("an old/ page", "an old/ page"),
    ],
)
def test_links_into_the_edition_before_are_turned(text, found):
    assert turned({"en": [{"p": text}]}, "old", "new", "https://here.example") == {"en": [{"p": found}]}


def test_letters_are_turned_and_a_repeat_changes_nothing(event):
    LetterText.objects.create(
        scope="here", code="x", language="en", subject="S", body="Open /en/old/me/", updated_at=NOW
    )

    assert [turn_links(congress=event, before="old") for _again in range(2)] == [1, 0]
    assert LetterText.objects.get().body == "Open /en/here/me/"


# --- in words -------------------------------------------------------------------------------------
def said(event: Congress, kind: str) -> list[str]:
    return [where(unit) for unit in units(event) if unit.kind == kind]


def test_texts_are_named_by_titles_and_places_and_never_by_codes(event, category, page):
    assert said(event, "congress.page") == [
        "Page, Hotels, Title",
        "Page, Hotels, heading 1",
        "Page, Hotels, paragraph 1",
    ]
    assert said(event, "registration.category") == ["Category, Guest, Name"]


def test_pictures_are_named_by_their_files(event):
    make.picture(congress=event, alt={"en": "A square"})
    row = event.pictures.get()

    assert said(event, "congress.picture") == [f"Picture, {row.file.original_name}, Description of the picture"]


def test_every_text_of_a_whole_edition_is_named_without_a_code(now, db, files_dir):
    event = full(now)
    found: list[Unit] = units(event)

    assert not [
        where(unit)
        for unit in found
        if unit.name and f", {unit.name}," in where(unit) and unit.kind != "programme.signatory"
    ]
    assert {unit.part[0] for unit in found} - {""} <= set(PARTS)
