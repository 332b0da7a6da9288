"""Writing a page: drafts by several people, publishing, and what is kept of it."""

from datetime import timedelta

import pytest

from common.actors import Actor
from common.errors import Invalid
from common.models import AuditEntry
from congress.actions.pages import (
    PageChanged,
    PageIncomplete,
    PageKept,
    PageSlugTaken,
    Text,
    arrange_pages,
    discard_draft,
    make_page,
    publish_page,
    remove_page,
    save_draft,
    unpublish_page,
)
from congress.models import Page
from congress.queries.pages import published, working
from tests.factories import congress as make

pytestmark = pytest.mark.django_db
ANA, BEA = Actor("user", "1"), Actor("user", "2")
BODY = {"en": [{"p": "Walk"}], "es": [{"p": "A pie"}]}


@pytest.fixture
def page():
    return make.page(slug="venue", body=BODY)


def text(words="Run", language="en", title="Venue", **more):
    return Text(language, title, [{"p": words}], **more)


def saved(page, now, by=ANA, **kw):
    given = {"text": text(), "version": page.version, **kw}
    return save_draft(page=page, by=by, now=now, **given)


def verbs():
    return [(entry.verb, entry.actor_id, entry.after.get("languages")) for entry in AuditEntry.objects.order_by("id")]


def test_a_new_page_is_a_draft_behind_the_others(page, now):
    row = make_page(congress=page.congress, slug="hotels", title={"en": " Hotels ", "fr": ""}, by=ANA, now=now)

    assert (row.is_published, row.position, row.title, row.updated_by) == (False, 1, {"en": "Hotels"}, "user:1")
    assert verbs() == [("page_made", "1", ["en"])]


@pytest.mark.parametrize("slug", ["venue", "manage", "new", "Bad slug", ""])
def test_a_word_that_is_taken_is_refused(page, slug, now):
    with pytest.raises(PageSlugTaken) as refused:
        make_page(congress=page.congress, slug=slug, title={"en": "X"}, by=ANA, now=now)

    assert list(refused.value.fields) == ["slug"]


def test_a_page_without_a_title_is_refused(page, now):
    with pytest.raises(Invalid):
        make_page(congress=page.congress, slug="hotels", title={"en": " "}, by=ANA, now=now)


def test_a_draft_changes_nothing_that_visitors_read(page, now):
    row = saved(page, now)

    assert (row.version, published(row).body) == (2, BODY)
    assert working(row).body == {"en": [{"p": "Run"}], "es": [{"p": "A pie"}]}
    assert verbs() == [("page_edited", "1", ["en"])]


def test_the_same_text_again_changes_nothing(page, now):
    row = saved(saved(page, now), now)

    assert (row.version, len(verbs())) == (2, 1)


def test_writing_back_what_is_public_leaves_no_draft(page, now):
    title = page.title["en"]
    row = saved(saved(page, now, text=text(title=title)), now, text=text("Walk", title=title))

    assert (row.draft, row.version) == ({}, 3)


def test_an_empty_language_is_taken_out(page, now):
    row = saved(page, now, text=Text("es", "", []))

    assert working(row).languages() == ["en"]


def test_a_save_over_a_newer_version_is_refused(page, now):
    seen = working(page).mark("en")
    saved(page, now, text=text("Hers"))

    with pytest.raises(PageChanged) as refused:
        saved(page, now, by=BEA, text=text("Mine"), seen=seen)

    assert (refused.value.status, refused.value.params) == (409, {"version": 2})
    assert working(Page.objects.get(pk=page.pk)).body["en"] == [{"p": "Hers"}]


def test_two_languages_do_not_hinder_one_another(page, now):
    seen = working(page).mark("es")
    saved(page, now, text=text("Hers"))

    row = saved(page, now, by=BEA, text=text("Corra", "es", "Sede"), seen=seen)

    assert working(row).body == {"en": [{"p": "Hers"}], "es": [{"p": "Corra"}]}
    assert row.version == 3


def test_automatic_saves_leave_one_line_an_hour(page, now):
    for minutes, words in ((0, "a"), (10, "b"), (50, "c"), (70, "d")):
        page = saved(page, now + timedelta(minutes=minutes), text=text(words), is_automatic=True)
    page = saved(page, now + timedelta(minutes=75), text=text("e"), by=BEA, is_automatic=True)
    saved(page, now + timedelta(minutes=76), text=text("f"), by=BEA)

    assert [actor for _verb, actor, _languages in verbs()] == ["1", "1", "2", "2"]


def test_too_much_is_not_kept(page, now):
    with pytest.raises(Invalid) as refused:
        saved(page, now, text=Text("en", "T", [{"p": "fine"}, {"p": "x" * 6001}]))

    assert list(refused.value.fields) == ["block 1"]


def test_publishing_moves_the_draft_and_keeps_its_words(page, now):
    row = saved(page, now, text=Text("en", "Where", [{"p": "Run"}, {"image": ""}]))

    row = publish_page(page=row, version=row.version, by=BEA, now=now)

    assert (row.draft, row.title["en"], row.body["en"]) == ({}, "Where", [{"p": "Run"}])
    release = row.releases.get()
    assert (release.version, release.body, release.published_by) == (row.published_version, row.body, "user:2")
    assert verbs()[-1] == ("page_published", "2", ["en", "es"])


def test_publishing_twice_changes_nothing(page, now):
    row = saved(page, now)
    first = publish_page(page=row, version=row.version, by=ANA, now=now)
    again = publish_page(page=first, version=first.version, by=ANA, now=now)

    assert (again.version, again.releases.count()) == (first.version, 1)


def test_publishing_what_somebody_changed_is_refused(page, now):
    saved(page, now)

    with pytest.raises(PageChanged):
        publish_page(page=page, version=page.version, by=ANA, now=now)


def test_what_a_reader_would_miss_is_named_by_language(page, now):
    picture = make.picture(congress=page.congress, alt={"es": "Puerta"})
    blocks = [{"image": ""}, {"image": picture.name}]
    row = saved(saved(page, now, text=Text("en", "T", blocks)), now, text=Text("es", "", blocks))

    with pytest.raises(PageIncomplete) as refused:
        publish_page(page=row, version=row.version, by=ANA, now=now)

    found = refused.value.params["found"]
    told = {lang: [(one.fault.code, one.index) for one in faults] for lang, faults in found.items()}
    assert told == {"en": [("alt_missing", 1)], "es": [("title_missing", None)]}


def test_a_picture_of_another_congress_is_none(page, now):
    row = saved(page, now, text=Text("en", "T", [{"image": make.picture().name}]))

    with pytest.raises(PageIncomplete):
        publish_page(page=row, version=row.version, by=ANA, now=now)


def test_an_empty_page_is_not_published(now):
    row = make.page(is_published=False, body={"en": [{"p": ""}, {"image": ""}]})

    with pytest.raises(PageIncomplete, match="Nothing stands"):
        publish_page(page=row, version=1, by=ANA, now=now)


def test_taking_a_page_off_keeps_its_text_as_a_draft(page, now):
    row = unpublish_page(page=saved(page, now), by=ANA, now=now)

    assert (row.is_published, working(row).body["en"]) == (False, [{"p": "Run"}])
    again = publish_page(page=row, version=row.version, by=ANA, now=now)
    assert (again.is_published, again.body["en"]) == (True, [{"p": "Run"}])


def test_throwing_the_draft_away_goes_back_to_what_is_public(page, now):
    row = discard_draft(page=saved(page, now), by=ANA, now=now)

    assert (row.draft, working(row).body) == ({}, BODY)
    assert verbs()[-1] == ("page_draft_discarded", "1", ["en"])


def test_a_public_page_is_not_removed(page, now):
    with pytest.raises(PageKept):
        remove_page(page=page, by=ANA, now=now)
    remove_page(page=unpublish_page(page=page, by=ANA, now=now), by=ANA, now=now)

    assert not Page.objects.exists()


def test_a_notice_that_people_agreed_to_is_never_removed(now):
    row = make.page(slug="privacy-notice", body=BODY, is_published=False)
    row = unpublish_page(page=publish_page(page=row, version=1, by=ANA, now=now), by=ANA, now=now)

    with pytest.raises(PageKept):
        remove_page(page=row, by=ANA, now=now)


def test_pages_are_arranged(page, now):
    two = make.page(congress=page.congress, slug="hotels", position=1)

    arrange_pages(congress=page.congress, order=["hotels", "venue"], menu=["venue"], by=ANA, now=now)
    arrange_pages(congress=page.congress, order=["hotels", "venue"], menu=["venue"], by=ANA, now=now)

    rows = [(row.slug, row.in_menu) for row in page.congress.pages.all()]
    assert (rows, two.slug, len(verbs())) == ([("hotels", False), ("venue", True)], "hotels", 1)
