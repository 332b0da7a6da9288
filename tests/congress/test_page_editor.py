"""The page editor as a browser without scripts uses it."""

import io
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from congress.models import Page, Picture
from congress.queries.pages import working
from tests.factories import congress as make
from tests.factories import words

pytestmark = pytest.mark.django_db
BODY = {"en": [{"h": "Way"}, {"p": "Walk"}], "es": [{"p": "A pie"}]}


@pytest.fixture
def page():
    return make.page(slug="venue", title=words("Venue"), body=BODY)


@pytest.fixture
def owner(client_for, page):
    return client_for(make.team_member(congress=page.congress).user)


@pytest.fixture
def translator(client_for, page):
    return client_for(make.team_member(congress=page.congress, role="translator").user)


def url(page, rest=""):
    return f"/en/{page.congress.slug}/manage/pages/{page.slug}/{rest}"


FIELD = re.compile(r'<input type="(?:hidden|text|checkbox|date)" name="([^"]+)"((?:[^>"]|"[^"]*")*)>')
AREA = re.compile(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', re.S)
CHOICE = re.compile(r'<select name="([^"]+)".*?</select>', re.S)


def form_of(html):
    """What the browser would send of the editor's form as it stands, but for the button."""
    html = html[html.index('id="page-form"') :]
    data = {}
    for name, rest in FIELD.findall(html):
        value = re.search(r'value="([^"]*)"', rest)
        if 'type="checkbox"' not in rest and ("checkbox" not in rest):
            data[name] = unescape(value[1]) if value else ""
    for name, text in AREA.findall(html):
        data[name] = unescape(text)
    for found in CHOICE.finditer(html):
        chosen = re.search(r'<option value="([^"]*)" selected', found[0])
        first = re.search(r'<option value="([^"]*)"', found[0])
        data[found[1]] = (chosen or first)[1]
    for name in re.findall(r'<input type="checkbox" name="([^"]+)"', html):
        checked = re.search(rf'<input type="checkbox" name="{name}"[^>]*checked', html)
        data.pop(name, None)
        if checked:
            data[name] = "on"
    data.pop("csrfmiddlewaretoken", None)
    return data


def opened(browser, page, lang="en"):
    return form_of(browser.get(url(page, f"?lang={lang}")).content.decode())


def send(browser, page, data, do="save", lang="en"):
    return browser.post(url(page, f"?lang={lang}"), {**data, "do": do})


def draft(page, lang="en"):
    return working(Page.objects.get(pk=page.pk)).body.get(lang, [])


# --- without scripts ----------------------------------------------------------------------------
def test_the_form_sends_what_it_shows(owner, page):
    assert send(owner, page, opened(owner, page)).status_code == 302
    assert Page.objects.get(pk=page.pk).version == 1, "nothing was changed"


def test_every_kind_of_block_comes_back_as_it_was_sent(owner, page, files_dir):
    picture, paper = make.picture(congress=page.congress), make.picture(congress=page.congress, width=None, height=None)
    blocks = [
        {"h": "Way", "level": 3},
        {"p": "one\n\n*two*  <b>"},
        {"ul": ["a", "b; c"]},
        {"ol": ["1"]},
        {"image": picture.name, "alt": 'A "door"', "caption": "C", "size": "half", "decorative": True},
        {"table": [["a", "b; c"], ["", "d"]], "caption": "T", "head": True, "side": True},
        {"file": paper.name, "label": "Plan"},
        {"map": "Can", "address": "Street", "link": "41.6, 2.28"},
        {"notice": "Mind", "title": "Stop", "tone": "warning"},
        {"news": "2026-11-20", "title": "New", "text": "Yes"},
        {"sponsor": "S", "tier": "Main", "logo": picture.name, "link": "https://s.example/"},
    ]
    page.draft = {"title": page.title, "body": {"en": blocks}}
    page.save()
    data = opened(owner, page)

    answer = send(owner, page, data | {"title": "Changed"})

    assert (answer.status_code, draft(page)) == (302, blocks)


def test_a_button_keeps_what_was_typed_and_does_its_own(owner, page):
    typed = opened(owner, page) | {"b0-h": "Typed", "b1-p": "typed too"}

    answer = send(owner, page, typed, "add:1:ul")

    assert answer["Location"].endswith("?lang=en#b1")
    assert draft(page) == [{"h": "Typed"}, {"ul": []}, {"p": "typed too"}]


@pytest.mark.parametrize(
    ("do", "order", "anchor"),
    [("down:0", ["b", "a", "c"], "b1"), ("up:2", ["a", "c", "b"], "b1"), ("up:0", ["a", "b", "c"], "b0"),
     ("down:2", ["a", "b", "c"], "b2"), ("remove:1", ["a", "c"], "blocks"), ("up:9", ["a", "b", "c"], ""),
     ("add:9:p", ["a", "b", "c"], ""), ("add:0:script", ["a", "b", "c"], ""), ("nonsense", ["a", "b", "c"], "")],
)  # fmt: skip
def test_blocks_are_moved_by_buttons(owner, page, do, order, anchor):
    Page.objects.filter(pk=page.pk).update(body={"en": [{"p": text} for text in "abc"]})

    answer = send(owner, page, opened(owner, page), do)

    assert [block["p"] for block in draft(page)] == order
    assert answer["Location"].partition("#")[2] == anchor


def test_a_block_that_was_taken_out_can_be_put_back(owner, page):
    send(owner, page, opened(owner, page) | {"b0-h": "Typed"}, "remove:0")
    html = owner.get(url(page)).content.decode()
    assert "Put it back" in html

    send(owner, page, form_of(html), "restore")

    assert draft(page) == [{"h": "Typed"}, {"p": "Walk"}]
    assert "Put it back" not in owner.get(url(page)).content.decode()


def test_another_language_is_begun_from_one_that_is_there(owner, page):
    html = owner.get(url(page, "?lang=fr")).content.decode()
    assert "Begin with the text in Spanish" in html

    send(owner, page, form_of(html), "begin:es", "fr")

    assert (draft(page, "fr"), draft(page, "es")) == (BODY["es"], BODY["es"])


def test_a_text_that_is_too_long_stays_in_the_form(owner, page):
    answer = send(owner, page, opened(owner, page) | {"b1-p": "word " * 1500})

    assert answer.status_code == 422
    assert "too long to be kept: 7499 characters of 6000" in answer.content.decode()
    assert form_of(answer.content.decode())["b1-p"].count("word") == 1500
    assert draft(page) == BODY["en"]


# --- pictures -----------------------------------------------------------------------------------
def png(size=(40, 20)):
    out = io.BytesIO()
    Image.new("L", size).save(out, "PNG")
    return SimpleUploadedFile("door.png", out.getvalue())


def with_picture_block(page):
    Page.objects.filter(pk=page.pk).update(draft={"title": {"en": "T"}, "body": {"en": [{"image": ""}]}})


def test_a_picture_is_sent_with_its_block(owner, page, files_dir):
    with_picture_block(page)

    send(owner, page, opened(owner, page) | {"b0-upload": png(), "b0-alt": "A door"})

    row = Picture.objects.get()
    assert draft(page) == [{"image": row.name, "alt": "A door"}]
    assert (row.alt, row.file.original_name) == ({"en": "A door"}, "door.png")


def test_fifty_megapixels_are_refused_and_nothing_is_lost(owner, page, files_dir):
    with_picture_block(page)

    answer = send(
        owner, page, opened(owner, page) | {"title": "Typed", "b0-upload": png((8000, 6250)), "b0-alt": "Big"}
    )
    html = answer.content.decode()

    assert (answer.status_code, Picture.objects.count()) == (422, 0)
    assert "The picture has 50 megapixels; at most 25 are taken." in html
    assert "Not saved yet: please look at the fields once more." in html
    assert "Before this page can be published" not in html
    assert (form_of(html)["title"], form_of(html)["b0-alt"]) == ("Typed", "Big")


def test_a_good_picture_beside_a_bad_one_is_not_sent_twice(owner, page, files_dir):
    body = {"en": [{"image": ""}, {"image": ""}]}
    Page.objects.filter(pk=page.pk).update(draft={"title": {"en": "T"}, "body": body})
    bad = SimpleUploadedFile("a.svg", b"<svg/>")

    html = send(owner, page, opened(owner, page) | {"b0-upload": png(), "b1-upload": bad}).content.decode()

    row = Picture.objects.get()
    assert form_of(html)["b0-image"] == row.name
    send(owner, page, form_of(html))
    assert draft(page) == [{"image": row.name}, {"image": ""}]


def test_a_translator_sends_no_picture(translator, page, files_dir):
    with_picture_block(page)

    send(translator, page, opened(translator, page) | {"b0-upload": png(), "b0-alt": "A door"})

    assert (Picture.objects.count(), draft(page)) == (0, [{"image": "", "alt": "A door"}])


# --- two owners ---------------------------------------------------------------------------------
def test_two_owners_who_edit_one_page(owner, client_for, page):
    other = client_for(make.team_member(congress=page.congress).user)
    mine = opened(owner, page) | {"b1-p": "Mine, with <b>care</b>"}
    send(other, page, opened(other, page) | {"b1-p": "Hers"})

    answer = send(owner, page, mine)
    html = answer.content.decode()

    assert (answer.status_code, draft(page)[1]) == (409, {"p": "Hers"})
    assert "Two people have written here" in html
    assert html.count("<p>Hers</p>") == 1, "hers is shown"
    assert "<p>Mine, with &lt;b&gt;care&lt;/b&gt;</p>" in html, "beside mine"
    assert form_of(html)["b1-p"] == "Mine, with <b>care</b>", "which is still in the form"


def test_mine_is_kept_by_one_more_button(owner, client_for, page):
    other = client_for(make.team_member(congress=page.congress).user)
    mine = opened(owner, page) | {"b1-p": "Mine"}
    send(other, page, opened(other, page) | {"b1-p": "Hers"})
    html = send(owner, page, mine).content.decode()

    assert send(owner, page, form_of(html)).status_code == 302
    assert draft(page)[1] == {"p": "Mine"}


def test_theirs_is_taken_by_a_link(owner, page):
    mine = opened(owner, page) | {"b1-p": "Mine"}
    send(owner, page, opened(owner, page) | {"b1-p": "Hers"})

    assert '<a class="button quiet" href="?lang=en">Take theirs</a>' in send(owner, page, mine).content.decode()
    assert opened(owner, page)["b1-p"] == "Hers"


def test_whoever_writes_in_another_language_is_not_hindered(owner, translator, page):
    mine = opened(owner, page) | {"b1-p": "Mine"}
    send(translator, page, opened(translator, page, "es") | {"b0-p": "Suyo"}, lang="es")

    assert send(owner, page, mine).status_code == 302
    assert (draft(page)[1], draft(page, "es")) == ({"p": "Mine"}, [{"p": "Suyo"}])


def test_a_conflict_met_by_an_automatic_save_overwrites_nothing(owner, page):
    mine = opened(owner, page) | {"b1-p": "Mine"}
    send(owner, page, opened(owner, page) | {"b1-p": "Hers"})

    answer = owner.post(url(page, "?lang=en"), {**mine, "do": "autosave"}, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()["code"], draft(page)[1]) == (409, "page_changed", {"p": "Hers"})


def test_an_automatic_save_answers_with_what_the_next_one_needs(owner, page):
    data = opened(owner, page)
    for text in ("a", "ab"):
        answer = owner.post(url(page, "?lang=en"), {**data, "b1-p": text, "do": "autosave"}).json()
        data |= {"version": answer["version"], "seen": answer["seen"]}

    assert (answer["version"], answer["text"], draft(page)[1]) == (3, "Saved at 10:00", {"p": "ab"})


# --- publishing ---------------------------------------------------------------------------------
def test_an_owner_publishes_what_is_in_the_form(owner, page, client):
    send(owner, page, opened(owner, page) | {"b1-p": "Run"}, "publish")

    html = owner.get(url(page)).content.decode()
    assert "The page is published." in html
    assert "Readers of French and Portuguese read it in another language." in html
    assert "<p>Run</p>" in client.get(f"/en/{page.congress.slug}/venue/").content.decode()


def test_a_draft_is_for_those_who_prepare_it(owner, page, client):
    send(owner, page, opened(owner, page) | {"b1-p": "Run"})
    address = f"/en/{page.congress.slug}/venue/"

    assert "<p>Walk</p>" in client.get(address).content.decode()
    assert "<p>Walk</p>" in client.get(address + "?draft").content.decode()
    assert "<p>Run</p>" in owner.get(address + "?draft").content.decode()
    assert "<p>Run</p>" in owner.get(url(page, "preview/")).content.decode()


def test_a_translator_writes_drafts_and_publishes_nothing(translator, page):
    data = opened(translator, page)
    html = translator.get(url(page)).content.decode()

    assert 'value="publish"' not in html
    assert send(translator, page, data | {"b1-p": "Run"}, "publish").status_code == 404
    assert [translator.post(url(page, f"{verb}/")).status_code for verb in ("discard", "unpublish", "remove")] == [
        404
    ] * 3
    assert not Page.objects.get(pk=page.pk).draft


def test_what_is_left_is_named_with_the_way_to_it(owner, page, files_dir):
    row = make.picture(congress=page.congress, alt={})
    blocks = [{"p": "[x](javascript:alert(1))"}, {"image": row.name}]
    page.draft = {"title": {"en": "T"}, "body": {"en": blocks, "es": [{"p": "x"}]}}
    page.save()

    answer = send(owner, page, opened(owner, page), "publish")
    html = owner.get(answer["Location"]).content.decode()

    assert '<a href="#b0">1. Paragraph: A link here leads nowhere' in html
    assert '<a href="#id_b1-alt">2. Picture: Please say what the picture shows' in html
    assert f'<a href="{url(page)}?lang=es&amp;check=1">Spanish: not ready yet</a>' in html
    assert not Page.objects.get(pk=page.pk).published_version


@pytest.mark.parametrize("verb", ["discard", "unpublish", "remove"])
def test_an_ending_is_asked_for_first(owner, page, verb):
    assert "<h1>" in owner.get(url(page, f"{verb}/")).content.decode()
    assert Page.objects.get(pk=page.pk).is_published


def test_a_new_page_is_one_button_away(owner, page):
    start = f"/en/{page.congress.slug}/manage/pages/new/"

    answer = owner.post(start, {"kind": "privacy-notice"})

    row = Page.objects.get(slug="privacy-notice")
    assert answer["Location"] == url(row)
    assert (row.title["pt"], row.is_published) == ("Aviso de privacidade", False)
    assert working(row).body["fr"][1] == {"p": "{controllers}"}
    assert 'value="privacy-notice"' not in owner.get(start).content.decode()


def test_a_page_of_ones_own_gets_its_word_from_the_title(owner, page):
    start = f"/en/{page.congress.slug}/manage/pages/new/"

    owner.post(start, {"title_fr": "Après le congrès"})

    assert Page.objects.get(slug="apres-le-congres").title == {"fr": "Après le congrès"}
    assert owner.post(start, {"title_en": "Venue"}).status_code == 422


# --- lists --------------------------------------------------------------------------------------
def test_the_list_moves_pages_and_puts_them_in_the_menu(owner, page):
    make.page(congress=page.congress, slug="hotels", position=1)
    path = f"/en/{page.congress.slug}/manage/pages/"

    owner.post(path, {"do": "up:hotels"})
    owner.post(path, {"do": "hide:hotels"})

    assert [(row.slug, row.in_menu) for row in page.congress.pages.all()] == [("hotels", False), ("venue", True)]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries(owner, page, assert_queries, rows):
    for _ in range(rows - 1):
        make.page(congress=page.congress, body=BODY)
    with assert_queries(7):
        html = owner.get(f"/en/{page.congress.slug}/manage/pages/").content.decode()
    assert html.count('<td data-label="Missing">French and Portuguese</td>') == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_editor_takes_the_same_queries(owner, page, assert_queries, files_dir, rows):
    names = [make.picture(congress=page.congress).name for _ in range(rows)]
    Page.objects.filter(pk=page.pk).update(body={"en": [{"image": name} for name in names]})
    with assert_queries(8):
        owner.get(url(page))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pictures_take_the_same_queries(owner, page, assert_queries, files_dir, rows):
    names = [make.picture(congress=page.congress).name for _ in range(rows)]
    make.page(congress=page.congress, body={"en": [{"image": name} for name in names]})
    with assert_queries(8):
        html = owner.get(f"/en/{page.congress.slug}/manage/pictures/").content.decode()
    assert html.count("Shown on:") == rows


def test_history_says_who_when_and_in_which_languages(owner, page):
    send(owner, page, opened(owner, page) | {"b1-p": "Run"}, "publish")
    version = Page.objects.get(pk=page.pk).published_version

    html = owner.get(url(page, f"history/?version={version}")).content.decode()

    assert ("The draft of a page was changed" in html, "A page was published" in html) == (True, True)
    assert "<p>Run</p>" in html, "the words that were public"


def test_a_picture_without_a_text_is_named_as_soon_as_the_draft_is_saved(translator, page, files_dir):
    row = make.picture(congress=page.congress, alt={})
    page.draft = {"title": {"en": "T"}, "body": {"en": [{"p": "x"}, {"image": row.name}]}}
    page.save()
    warning = '<a href="#id_b1-alt">2. Picture: Please say what the picture shows'

    data = opened(translator, page)
    saved = translator.get(send(translator, page, data | {"b0-p": "y"})["Location"]).content.decode()
    send(translator, page, opened(translator, page) | {"b1-alt": "A door"})
    told = translator.get(url(page)).content.decode()

    assert (warning in saved, warning in told) == (True, False)
