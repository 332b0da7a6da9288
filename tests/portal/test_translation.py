"""The translation desk: every text of a congress, its original, its state; saved many at once."""

from datetime import UTC, datetime
from typing import Any

import pytest

from common.actions.translations import digest_of, mark_translated
from common.actors import Actor
from common.errors import NotFound
from common.letters import Text as Letter
from common.models import AuditEntry, LetterText, TranslationMark
from congress.actions.hold import CongressArchived
from congress.actions.pages import Text, save_draft
from congress.enums import every_part
from congress.models import Congress, Page
from congress.queries.pages import working
from portal.actions.letters import save_letter_text
from portal.actions.translation import translate
from portal.queries import edition
from portal.queries.translation import extras_of, fields_of, tables, units
from portal.rules.translation import Given, Unit, counted, original_of
from portal.web.text_words import FIELDS, KINDS, OUTCOMES, STATES, where
from programme.models import Session
from registration.models import Category
from tests.factories import congress as make
from tests.factories import programme, questions
from tests.factories import registration as people
from tests.portal.editions import full

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BY = Actor("user", "7", "")
BODY = [{"h": "Where"}, {"ul": ["By bus", "On foot"]}, {"image": "x", "alt": "A square"}, {"table": [["a", "b"]]}]


@pytest.fixture
def event(db: None) -> Any:
    languages = ["es", "ca", "ko", "ar"]
    return make.congress(slug="here", languages=languages, name={"es": "Congreso"}, theme={}, description={}, venue={})


@pytest.fixture
def category(event: Any) -> Any:
    return people.category(congress=event, code="guest", name={"es": "Invitada"}, description={})


def found(event: Congress, kind: str, name: str) -> Unit:
    return next(unit for unit in units(event) if (unit.kind, unit.field) == (kind, name))


def given(unit: Unit, text: str, language: str = "ca", **kw: Any) -> Given:
    values = {"source": unit.digest, "seen": digest_of(unit.texts.get(language, ""))}
    return Given(unit.key, text, **{**values, **kw})


def put(event: Congress, *texts: Given, language: str = "ca") -> Any:
    return translate(congress=event, language=language, given=texts, by=BY, now=NOW)


def category_name(event: Congress) -> Unit:
    return found(event, "registration.category", "name")


# --- what there is --------------------------------------------------------------------------------
def test_every_text_of_an_edition_has_its_words():
    kinds = {table.label for table in tables()} | {"congress.page", "common.lettertext"}
    fields = {name for table in tables() for name in (*fields_of(table), *extras_of(table))}

    assert set(KINDS) == kinds
    assert set(FIELDS) == fields | {"title", "body", "subject"}
    assert set(STATES) == {"done", "missing", "outdated"}
    assert {table.label for table in edition.SET_UP if fields_of(table)} - kinds == {
        "network.organisation", "network.territorialnetwork",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "original"),
    [({"ca": "a", "es": "b"}, "es"), ({"ca": "a", "es": ""}, "ca"), ({"pt": "a"}, "pt"), ({}, ""), ({"es": ""}, "")],
)
def test_the_original_is_the_first_language_that_has_it(texts, original):
    assert original_of(texts, ["es", "ca"]) == original


def test_a_whole_edition_is_gathered(db):
    event = full(NOW, "first")
    event.parts = every_part()
    kinds = {unit.kind for unit in units(event)}

    assert kinds == set(KINDS)
    assert all(where(unit) for unit in units(event))


def test_options_and_steps_are_texts_by_themselves(event):
    call = make.call(congress=event, form=questions.form())
    label = {"es": "Sí"}
    options = [{"code": "yes", "label": label, "is_retired": False}]
    questions.choice(form=call.form, code="ok", options=options, label={"es": "¿Vale?"}, help={})
    make.criterion(call=call, anchors={"5": {"es": "Muy bien"}})

    put(event, given(found(event, "questions.question", "options/yes"), "예", "ko"), language="ko")
    put(event, given(found(event, "congress.criterion", "anchors/5"), "Molt bé"))

    assert found(event, "questions.question", "options/yes").texts == {"es": "Sí", "ko": "예"}
    assert found(event, "congress.criterion", "anchors/5").texts == {"es": "Muy bien", "ca": "Molt bé"}


def test_nothing_of_another_congress_is_here(event, category):
    other = make.congress(slug="there", languages=["es"])
    theirs = people.category(congress=other, name={"es": "Otra"})
    unit = category_name(event)

    saved = put(event, Given(f"registration.category:{theirs.pk}:name", "x", digest_of("Otra"), digest_of("")))

    assert unit.ident == str(category.pk)
    assert list(saved.outcomes.values()) == ["unknown"]
    assert Category.objects.get(pk=theirs.pk).name == {"es": "Otra"}


@pytest.mark.parametrize("rows", [1, 3])
def test_gathering_asks_a_fixed_number_of_queries(event, rows, django_assert_num_queries):
    for n in range(rows):
        people.category(congress=event, name={"es": f"C{n}"})
        make.page(congress=event, slug=f"page-{n}", title={"es": "T"}, body={"es": BODY})

    with django_assert_num_queries(22):
        units(event)


# --- saving ---------------------------------------------------------------------------------------
def test_a_translation_is_saved_beside_its_original(event, category):
    put(event, given(category_name(event), " Convidada "))

    assert Category.objects.get(pk=category.pk).name == {"es": "Invitada", "ca": "Convidada"}
    assert category_name(event).state("ca") == "done"


def test_saving_writes_one_line_of_the_trail_with_counts_only(event, category):
    put(event, given(category_name(event), "Convidada"), given(found(event, "congress.congress", "name"), "Congrés"))

    entry = AuditEntry.objects.get(verb="texts_translated")
    assert (entry.scope, entry.after) == ("here", {"into": "ca", "texts": 2})


def test_a_repeat_changes_nothing(event, category):
    one = given(category_name(event), "Convidada")
    put(event, one)

    assert list(put(event, one).outcomes.values()) == ["same"]
    assert AuditEntry.objects.filter(verb="texts_translated").count() == 1


def test_what_somebody_changed_meanwhile_is_left_as_it_is(event, category):
    one = given(category_name(event), "Mine")
    put(event, given(category_name(event), "Theirs"))

    assert list(put(event, one).outcomes.values()) == ["meanwhile"]
    assert category_name(event).texts["ca"] == "Theirs"


def test_a_translation_of_words_that_have_changed_is_refused(event, category):
    one = given(category_name(event), "Convidada")
    Category.objects.filter(pk=category.pk).update(name={"es": "Voluntaria"})

    assert list(put(event, one).outcomes.values()) == ["moved_on"]


def test_one_refusal_keeps_no_other_from_being_saved(event, category):
    long = given(category_name(event), "x" * 121)

    saved = put(event, long, given(found(event, "congress.congress", "name"), "Congrés"))

    assert sorted(saved.outcomes.values()) == ["new", "too_long"]
    assert Congress.objects.get(pk=event.pk).name["ca"] == "Congrés"


def test_emptying_takes_a_translation_away(event, category):
    put(event, given(category_name(event), "Convidada"))
    put(event, given(category_name(event), ""))

    assert Category.objects.get(pk=category.pk).name == {"es": "Invitada"}


def test_whoever_has_the_row_open_is_told(event):
    row = programme.session(congress=event, title={"es": "Uno"}, description={}, place={})

    put(event, given(found(event, "programme.session", "title"), "U"))

    assert Session.objects.get(pk=row.pk).version == 2


def test_there_is_no_other_language(event, category):
    with pytest.raises(NotFound):
        put(event, given(category_name(event), "x"), language="de")


def test_an_archived_congress_is_left_as_it_is(event, category):
    Congress.objects.filter(pk=event.pk).update(state="archived")
    event.state = "archived"

    with pytest.raises(CongressArchived):
        put(event, given(category_name(event), "x"))


# --- outdated -------------------------------------------------------------------------------------
def test_a_translation_without_a_mark_counts_as_current(event, category):
    Category.objects.filter(pk=category.pk).update(name={"es": "Otra", "ca": "Convidada"})

    assert category_name(event).state("ca") == "done"


def test_a_translation_is_outdated_once_its_original_has_changed(event, category):
    put(event, given(category_name(event), "Convidada"))
    Category.objects.filter(pk=category.pk).update(name={"es": "Voluntaria", "ca": "Convidada"})

    assert category_name(event).state("ca") == "outdated"
    assert counted(units(event), "ca")["outdated"] == 1


def test_a_translation_that_is_still_right_is_said_to_be(event, category):
    put(event, given(category_name(event), "Convidada"))
    Category.objects.filter(pk=category.pk).update(name={"es": "Invitada.", "ca": "Convidada"})

    put(event, given(category_name(event), "Convidada", is_current=True))

    assert category_name(event).state("ca") == "done"
    assert TranslationMark.objects.count() == 1


def test_marking_twice_keeps_the_later_original(event):
    for text in ("one", "two"):
        mark_translated(scope="here", kind="k", ident=1, language="ca", originals={"name": text}, now=NOW)

    assert TranslationMark.objects.get().source_digest == digest_of("two")


# --- pages and letters ----------------------------------------------------------------------------
@pytest.fixture
def page(event: Any) -> Any:
    return make.page(congress=event, slug="venue", title={"es": "Sede"}, body={"es": BODY}, is_published=True)


def test_a_page_is_translated_block_by_block_into_a_draft(event, page):
    put(
        event,
        given(found(event, "congress.page", "title"), "Seu"),
        given(found(event, "congress.page", "body/0/h"), "On"),
        given(found(event, "congress.page", "body/1/ul"), "En bus\nA peu"),
        given(found(event, "congress.page", "body/3/table"), "x; y"),
    )

    row = Page.objects.get(pk=page.pk)
    assert working(row).body["ca"] == [
        {"h": "On"},
        {"ul": ["En bus", "A peu"]},
        {"image": "x"},
        {"table": [["x", "y"]]},
    ]
    assert working(row).title["ca"] == "Seu"
    assert "ca" not in row.body
    assert "ca" not in row.title


def test_the_rest_of_a_page_is_still_missing(event, page):
    put(event, given(found(event, "congress.page", "body/0/h"), "On"))

    assert found(event, "congress.page", "body/0/h").state("ca") == "done"
    assert found(event, "congress.page", "body/2/alt").state("ca") == "missing"


def test_a_page_built_differently_is_written_on_the_page(event, page):
    Page.objects.filter(pk=page.pk).update(body={"es": BODY, "ca": [{"p": "Lliure"}]})
    unit = found(event, "congress.page", "body")

    assert (unit.is_fixed, unit.state("ca")) == (True, "done")
    assert not any(one.field.startswith("body/") and one.concerns("ca") for one in units(event))


def test_a_page_saved_in_its_editor_is_marked(event, page):
    text = Text("ca", "Seu", [{"h": "On"}, {"ul": []}, {"image": "x"}, {"table": []}])
    save_draft(page=page, text=text, version=page.version, by=BY, now=NOW)
    row = Page.objects.get(pk=page.pk)
    changed = Text("es", "Sede", [{"h": "Dónde"}, *BODY[1:]])
    save_draft(page=row, text=changed, version=row.version, by=BY, now=NOW)

    assert found(event, "congress.page", "body/0/h").state("ca") == "outdated"
    assert found(event, "congress.page", "title").state("ca") == "done"


def test_a_letter_with_words_of_its_own_wants_them_in_the_languages_of_letters(db):
    event = make.congress(slug="here", languages=["pt", "en", "ca"])
    own = Letter("Anulado", "Olá {name}, {code}")
    save_letter_text(congress=event, code="registration_cancelled", language="pt", text=own, version=0, by=BY, now=NOW)
    body = found(event, "common.lettertext", "body")

    saved = put(event, given(body, "Hello {nobody}", "en"), language="en")
    refused = list(saved.sentences.values())
    put(event, given(body, "Hello {name}, {code}", "en"), language="en")

    assert not body.concerns("ca")
    assert refused == ["This letter does not know nobody. The list beside the form names what it knows."]
    assert LetterText.objects.get(language="en").body == "Hello {name}, {code}"
    assert LetterText.objects.get(language="en").subject.startswith("Your registration for {congress}")


# --- the desk -------------------------------------------------------------------------------------
DESK = "/en/here/manage/translations/"


@pytest.fixture
def translator(client_for: Any, event: Any) -> Any:
    return client_for(make.team_member(congress=event, role="translator").user)


def fields(unit: Unit, text: str, language: str = "ca") -> dict[str, str]:
    seen = digest_of(unit.texts.get(language, ""))
    return {f"text:{unit.key}": text, f"source:{unit.key}": unit.digest, f"seen:{unit.key}": seen}


def test_the_overview_counts_each_language(translator, category):
    rows = translator.get(DESK).context["rows"]

    assert [(row["code"], row["done"], row["missing"], row["total"]) for row in rows] == [
        ("es", 0, 0, 0), ("ca", 0, 2, 2), ("ko", 0, 2, 2), ("ar", 0, 2, 2),
    ]  # fmt: skip


def test_the_desk_shows_original_and_field_in_their_languages(translator, category):
    page = translator.get(f"{DESK}ar/").content.decode()

    assert '<div lang="es" dir="ltr" class="kept-lines">Invitada</div>' in page
    assert 'value="" lang="ar" dir="rtl"' in page


def test_the_desk_saves_many_at_once(translator, event, category):
    data = fields(category_name(event), "Convidada") | fields(found(event, "congress.congress", "name"), "Congrés")

    answer = translator.post(f"{DESK}ca/", data)

    assert answer.status_code == 302
    assert translator.get(f"{DESK}ca/").context["rows"] == []
    assert len(translator.get(f"{DESK}ca/?state=done").context["rows"]) == 2


def test_what_is_saved_and_what_is_still_right_are_both_said(translator, event, category):
    put(event, given(category_name(event), "Convidada"))
    Category.objects.filter(pk=category.pk).update(name={"es": "Invitada.", "ca": "Convidada"})
    right = category_name(event)
    data = fields(right, "Convidada") | fields(found(event, "congress.congress", "name"), "Congrés")

    page = translator.post(f"{DESK}ca/", data | {f"still:{right.key}": "1"}, follow=True).content.decode()

    assert "1 text is saved. 1 text is marked as still right." in page


def test_a_conflict_shows_both_and_loses_nothing(translator, event, category):
    data = fields(category_name(event), "Mine") | fields(found(event, "congress.congress", "name"), "Congrés")
    put(event, given(category_name(event), "Theirs"))

    answer = translator.post(f"{DESK}ca/", data)
    page = answer.content.decode()
    again = {name: value for name, value in data.items() if name.startswith("text:")}
    row = answer.context["rows"][0]
    again |= {f"seen:{row['key']}": row["seen"], f"source:{row['key']}": row["source_digest"]}

    assert answer.status_code == 409
    assert 'value="Mine"' in page
    assert "Theirs" in page
    assert Congress.objects.get(pk=event.pk).name["ca"] == "Congrés"
    assert translator.post(f"{DESK}ca/", again).status_code == 302
    assert category_name(event).texts["ca"] == "Mine"


def test_the_same_original_is_offered_and_taken(translator, event, category):
    other = people.category(congress=event, code="other", name={"es": "Invitada"}, description={})
    put(event, given(category_name(event), "Convidada"))
    unit = next(one for one in units(event) if one.ident == str(other.pk) and one.kind == "registration.category")

    page = translator.get(f"{DESK}ca/?kind=registration.category")
    translator.post(f"{DESK}ca/", {**fields(unit, ""), f"use:{unit.key}": "1"})

    assert [row["offered"] for row in page.context["rows"]] == ["Convidada"]
    assert Category.objects.get(pk=other.pk).name["ca"] == "Convidada"


def test_twenty_texts_make_a_page(translator, event):
    for n in range(25):
        people.category(congress=event, name={"es": f"C{n}"}, description={})

    first, second = (translator.get(f"{DESK}ca/?page={n}").context["rows"] for n in (1, 2))

    assert (len(first), len(second)) == (20, 6)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_a_fixed_number_of_queries(translator, event, rows, django_assert_num_queries):
    for n in range(rows):
        people.category(congress=event, name={"es": f"C{n}"}, description={})
    translator.get(f"{DESK}ca/")

    with django_assert_num_queries(29):
        translator.get(f"{DESK}ca/")


def test_the_auditor_has_no_desk(client_for, event):
    assert client_for(make.team_member(congress=event, role="auditor").user).get(DESK).status_code == 404


def test_every_outcome_has_its_words():
    from portal.rules.translation import REFUSED

    assert set(REFUSED) | {"new", "changed", "same", "faulty"} == set(OUTCOMES)
