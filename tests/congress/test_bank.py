"""The experience bank: finding what is published, and the consent on which it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.actors import Actor
from common.models import AuditEntry
from congress.actions.hold import CongressArchived
from congress.actions.publication import set_consent
from congress.actions.submission import SubmissionFixed, start_draft
from congress.models import CoPresenter
from congress.queries import bank
from congress.rules.bank import Wanted, search_text, translation_of, wanted_of, words_of
from tests.factories import congress as make
from tests.factories import network, words

BY = Actor("user", "0", "user 0")


@given(st.text(min_size=1), st.text(), st.text())
def test_every_part_of_a_word_that_was_written_is_found(part, before, after):
    text = search_text({"pt": f"{before}{part}{after}"})
    assert all(word in text for word in search_text({"pt": part}).split())


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("EDUCACAO", "A educação"),
        ("nino", "Los niños"),
        ("été", "Un ete"),
        ("도서", "도서관"),
        ("مدينة", "مدينة تتعلم"),
    ],
)
def test_words_are_found_whatever_their_accents(typed, written):
    assert all(word in search_text({"xx": written}) for word in words_of(typed))


@pytest.mark.parametrize(
    ("original", "there", "wanted", "shown"),
    [
        ("es", ["es", "fr", "en"], "fr", "fr"),
        ("es", ["es", "en"], "fr", "en"),
        ("es", ["es", "pt"], "fr", ""),
        ("fr", ["fr", "en"], "fr", ""),
        ("en", ["en"], "fr", ""),
    ],
)
def test_a_translation_is_the_readers_or_english(original, there, wanted, shown):
    assert translation_of(original, there, wanted) == shown


@pytest.mark.parametrize(("typed", "year"), [("2025", 2025), ("", 0), ("soon", -1), ("99999", -1), ("²025", -1)])
def test_a_year_that_is_none_finds_nothing(typed, year):
    assert wanted_of({"year": typed}).year == year


@pytest.fixture
def shown(db):
    """One published experience, among others that must not show."""
    call = make.closed_call()
    red = network.territorial_network(code="red")
    city = network.organisation(country="PT", name=words("Évora"), search="|evora", territorial_network=red)
    row = make.submission(
        call=call,
        organisation=city,
        state="accepted",
        may_publish=True,
        axis=make.axis(congress=call.congress, code="time"),
        format=make.format(call=call, code="poster"),
        language="pt",
        search=search_text({"pt": "Educação ao ar livre"}, {"en": "Outdoors"}),
    )
    make.submission(call=call, state="accepted")
    make.submission(call=call, may_publish=True)
    make.submission(call=call, state="reserve", may_publish=True)
    make.decision(submission=make.submission(call=call, may_publish=True))
    make.submission(
        call=make.call(congress=call.congress, code="pilot", kind="pilot"), state="accepted", may_publish=True
    )
    return row


@pytest.mark.parametrize(
    ("params", "is_found"),
    [
        ({}, True),
        ({"q": "educa livre"}, True),
        ({"q": "OUTDOOR évo"}, True),
        ({"q": "50% _"}, False),
        ({"q": "indoors"}, False),
        ({"axis": "time", "country": "PT", "network": "red", "format": "poster", "language": "pt"}, True),
        ({"axis": "health"}, False),
        ({"country": "ES"}, False),
        ({"network": "blue"}, False),
        ({"format": "workshop"}, False),
        ({"language": "en"}, False),
        ({"year": "2027"}, True),
        ({"year": "2026"}, False),
        ({"year": "soon"}, False),
        ({"edition": "another"}, False),
    ],
)
def test_what_is_published_is_found_by_words_and_filters(shown, params, is_found):
    rows = bank.experiences_of(shown.call.congress)

    assert list(bank.found(rows, wanted_of(params))) == [shown] * is_found


def test_an_axis_among_editions_is_that_of_its_edition(shown):
    rows = bank.experiences_among([shown.call.congress])
    slug = shown.call.congress.slug

    assert [bank.found(rows, Wanted(axis=f"{one}/time")).count() for one in (slug, "another")] == [1, 0]


@pytest.mark.django_db
def test_what_is_written_is_kept_folded(now):
    call, author = make.call(), make.author()
    content = make.content(title={"en": "Ågård", "es": "Niñez"})
    row = start_draft(
        call=call, author=author.person, organisation=author.person.organisation, content=content, by=BY, now=now
    )

    assert row.search == "agard | ninez | we read outdoors"


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({}, []),
        ({"confirmed": True}, ["Bo"]),
        ({"confirmed": True, "declined": True}, []),
        ({"confirmed": True, "is_minor": True}, []),
    ],
)
def test_a_co_presenter_is_named_once_they_said_so_and_never_a_minor(shown, now, values, names):
    dates = {f"{name}_at": now for name in ("confirmed", "declined") if values.get(name)}
    CoPresenter.objects.create(submission=shown, name="Bo", is_minor=values.get("is_minor", False), **dates)
    row = bank.with_people(bank.experiences_of(shown.call.congress)).get()

    assert bank.presenters_of(row) == [shown.author.full_name, *names]


def test_taking_the_consent_back_takes_it_off_at_once_and_leaves_a_mark(shown, now):
    congress = shown.call.congress
    before = bank.stamp(bank.experiences_of(congress))
    set_consent(submission=shown, may_publish=False, by=BY, now=now)
    set_consent(submission=shown, may_publish=False, by=BY, now=now)

    assert not bank.experiences_of(congress).exists()
    assert bank.was_published(congress, shown.code)
    assert bank.stamp(bank.experiences_of(congress)) != before
    assert list(AuditEntry.objects.values_list("verb", "after")) == [("publication_withdrawn", {"may_publish": False})]
    set_consent(submission=shown, may_publish=True, by=BY, now=now)
    assert (bank.experiences_of(congress).get(), bank.was_published(congress, shown.code)) == (shown, False)


def test_a_consent_can_be_taken_back_in_an_archive_and_not_given(shown, now):
    congress = shown.call.congress
    congress.state = "archived"
    congress.save()
    set_consent(submission=shown, may_publish=False, by=BY, now=now)

    with pytest.raises(CongressArchived):
        set_consent(submission=shown, may_publish=True, by=BY, now=now)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["draft", "withdrawn", "rejected"])
def test_where_nothing_will_be_published_nothing_is_asked(state, now):
    with pytest.raises(SubmissionFixed):
        set_consent(submission=make.submission(state=state), may_publish=True, by=BY, now=now)


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "was_told", "was_shown"), [("withdrawn", True, True), ("withdrawn", False, False)])
def test_what_was_withdrawn_had_been_there_only_if_it_had_been_told(state, was_told, was_shown, now):
    row = make.submission(state=state, may_publish=True)
    make.decision(submission=row, released_at=now if was_told else None)

    assert bank.was_published(row.call.congress, row.code) is was_shown


@pytest.mark.django_db
def test_consent_that_was_never_given_leaves_no_mark(now):
    row = make.submission(state="submitted", may_publish=True)
    set_consent(submission=row, may_publish=False, by=BY, now=now)
    row.refresh_from_db()

    assert (row.consent_withdrawn_at, bank.was_published(row.call.congress, row.code)) == (None, False)
