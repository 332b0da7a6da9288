"""Hosts, calls, formats, criteria and axes as owners set them up: what is kept, what is refused."""

from datetime import UTC, datetime

import pytest

from common.actors import Actor
from common.errors import Invalid
from congress.actions.calls import (
    CallFacts,
    CriteriaFixed,
    InUse,
    remove_axis,
    remove_criterion,
    remove_format,
    save_axis,
    save_call,
    save_criterion,
    save_format,
)
from congress.actions.hold import CongressArchived
from congress.actions.hosts import HostFacts, LastController, remove_host, save_host
from congress.models import Axis, Call, Congress, Host
from congress.rules.slugs import first_free, proposed
from tests.factories import congress as make

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ARGS = {"by": BY, "now": NOW}


@pytest.fixture
def event():
    return make.congress(slug="here", languages=["en", "ca"])


@pytest.fixture
def owner(event, client_for):
    return client_for(make.team_member(congress=event).user)


def url(rest):
    return f"/en/here/manage/settings/{rest}"


# --- hosts --------------------------------------------------------------------------------------
def test_a_host_is_entered_and_changed_on_its_page(event, owner):
    said = {"kind": "co_host", "legal_name": "City of Vic", "country": "ES", "is_controller": "on",
            "contact_email": "dpo@vic.example", "duties_en": "Registration"}  # fmt: skip
    assert owner.post(url("hosts/new/"), said).headers["Location"] == url("hosts/")
    row = Host.objects.get()
    assert (row.legal_name, row.duties, row.is_controller) == ("City of Vic", {"en": "Registration"}, True)

    owner.post(url(f"hosts/{row.pk}/"), {**said, "legal_name": "Ajuntament de Vic"})

    row.refresh_from_db()
    assert row.legal_name == "Ajuntament de Vic"
    assert "Ajuntament de Vic" in owner.get(url("hosts/")).content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"legal_name": ""}, "This field is required."),
        ({"contact_email": ""}, "People must be able to write to whoever answers for their data."),
        ({"city": "nowhere"}, "There is no such city in the network."),
    ],
)
def test_a_host_is_refused_with_a_sentence_and_what_was_typed(event, owner, said, sentence):
    whole = {"kind": "host", "legal_name": "City of Vic", "is_controller": "on", "contact_email": "dpo@vic.example"}

    page = owner.post(url("hosts/new/"), {**whole, **said, "address": "Plaça Major 1"})

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "Plaça Major 1" in page.content.decode()


def test_a_published_congress_keeps_a_controller(event):
    only = make.host(congress=event)

    with pytest.raises(LastController):
        remove_host(host=only, **ARGS)
    with pytest.raises(LastController):
        save_host(congress=event, host=only, facts=HostFacts("City", is_controller=False), **ARGS)

    make.host(congress=event)
    remove_host(host=only, **ARGS)
    assert event.hosts.count() == 1


def test_a_host_is_removed_on_its_page(event, owner):
    Congress.objects.update(state="draft")
    row = make.host(congress=event)

    assert owner.post(url(f"hosts/{row.pk}/"), {"verb": "remove"}).headers["Location"] == url("hosts/")
    assert not event.hosts.exists()


# --- calls --------------------------------------------------------------------------------------
CALL = {
    "title_en": "Call for experiences", "title_ca": "Crida", "kind": "experiences", "eligibility": "any",
    "opens_at": "2027-01-10T09:00", "closes_at": "2027-03-01T00:00", "languages": ["en", "ca"], "summary_words": "300",
    "reviews_per_submission": "3",
}  # fmt: skip


def test_a_call_is_made_with_the_clocks_of_the_congress(event, owner):
    answer = owner.post(url("calls/new/"), CALL)

    call = Call.objects.get()
    assert answer.headers["Location"] == url("calls/call-for-experiences/")
    assert (call.opens_at, call.closes_at) == (
        datetime(2027, 1, 10, 8, tzinfo=UTC),
        datetime(2027, 2, 28, 23, tzinfo=UTC),
    )
    page = owner.get(url("calls/call-for-experiences/")).content.decode()
    assert 'value="2027-01-10T09:00"' in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"closes_at": "2027-01-10T09:00"}, "The end must come after the beginning."),
        ({"opens_at": "2027-03-28T02:30"}, "This time does not exist"),
        ({"opens_at": "2026-10-25T02:30"}, "This time comes twice"),
        ({"opens_at": "soon"}, "Please write day and time"),
        ({"title_en": "", "title_ca": ""}, "Please write this in one language at least."),
        ({"languages": []}, "This field is required."),
        ({"per_city_max": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_call_is_refused_with_a_sentence_and_what_was_typed(event, owner, said, sentence):
    page = owner.post(url("calls/new/"), {**CALL, "guidance_en": "Kept all the same.", **said})

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "Kept all the same." in page.content.decode()
    assert not Call.objects.exists()


def test_codes_are_made_from_titles_and_are_free(event):
    facts = CallFacts({"en": "New"}, {}, NOW, NOW.replace(year=2027), ("en",))

    made = [save_call(congress=event, call=None, facts=facts, **ARGS).code for _n in range(3)]

    assert made == ["new-2", "new-3", "new-4"]


def test_a_call_keeps_its_code_and_its_questions_when_it_is_renamed(event, owner):
    owner.post(url("calls/new/"), CALL)

    owner.post(url("calls/call-for-experiences/"), {**CALL, "title_en": "Another name"})

    assert (Call.objects.get().code, Call.objects.get().title["en"]) == ("call-for-experiences", "Another name")


def test_formats_and_criteria_have_pages_of_their_own(event, owner):
    owner.post(url("calls/new/"), CALL)
    at = url("calls/call-for-experiences/")

    owner.post(f"{at}formats/new/", {"name_en": "Workshop", "minutes": "10"})
    owner.post(
        f"{at}criteria/new/", {"name_en": "Coherence", "weight": "20", "anchor_1_en": "None", "anchor_5_ca": "Tot"}
    )

    call = Call.objects.get()
    assert list(call.formats.values_list("code", "minutes")) == [("workshop", 10)]
    assert list(call.criteria.values_list("code", "weight", "anchors")) == [
        ("coherence", 20, {"1": {"en": "None"}, "5": {"ca": "Tot"}})
    ]
    page = owner.get(at).content.decode()
    assert ("10 minutes" in page, "Weight 20" in page) == (True, True)


def test_what_experiences_use_stays(event):
    call = make.call(congress=event)
    used, free = make.format(call=call), make.format(call=call)
    axis, spare = make.axis(congress=event), make.axis(congress=event)
    make.submission(call=call, format=used, axis=axis)

    for refused in (lambda: remove_format(format=used, **ARGS), lambda: remove_axis(axis=axis, **ARGS)):
        with pytest.raises(InUse):
            refused()
    remove_format(format=free, **ARGS)
    remove_axis(axis=spare, **ARGS)

    assert (list(call.formats.all()), list(event.axes.all())) == ([used], [axis])


def test_criteria_are_fixed_once_somebody_has_reviewed(event):
    call = make.call(congress=event)
    criterion = make.criterion(call=call, weight=10)
    make.review(assignment=make.assignment(submission=make.submission(call=call), state="done"))
    change = {"call": call, "anchors": {}, **ARGS}

    with pytest.raises(CriteriaFixed):
        remove_criterion(criterion=criterion, **ARGS)
    with pytest.raises(CriteriaFixed):
        save_criterion(criterion=criterion, name={"en": "A"}, weight=11, **change)
    with pytest.raises(CriteriaFixed):
        save_criterion(criterion=None, name={"en": "B"}, weight=1, **change)
    assert save_criterion(criterion=criterion, name={"en": "Reworded"}, weight=10, **change).name == {"en": "Reworded"}


@pytest.mark.parametrize("name", [{}, {"en": "  "}])
def test_nothing_is_without_a_name(event, name):
    call = make.call(congress=event)

    for save in (
        lambda: save_axis(congress=event, axis=None, name=name, **ARGS),
        lambda: save_format(call=call, format=None, name=name, minutes=5, **ARGS),
        lambda: save_criterion(call=call, criterion=None, name=name, weight=5, anchors={}, **ARGS),
    ):
        with pytest.raises(Invalid):
            save()


def test_axes_are_entered_renamed_and_removed(event, owner):
    owner.post(url("axes/new/"), {"name_en": "Community", "name_ca": "Comunitat"})
    owner.post(url("axes/community/"), {"name_en": "Neighbours", "name_ca": "Veïns"})

    assert Axis.objects.get().name == {"en": "Neighbours", "ca": "Veïns"}
    owner.post(url("axes/community/"), {"verb": "remove"})
    assert not Axis.objects.exists()


def test_an_archived_congress_is_set_up_no_more(event):
    Congress.objects.update(state="archived")
    event.refresh_from_db()

    with pytest.raises(CongressArchived):
        save_axis(congress=event, axis=None, name={"en": "Late"}, **ARGS)


@pytest.mark.parametrize("page", ["calls/nothing/", "axes/nothing/", "hosts/999999/", "calls/nothing/formats/new/"])
def test_what_does_not_exist_is_no_page(event, owner, page):
    assert owner.get(url(page)).status_code == 404


# --- words for addresses ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Évora & São Tomé", "evora-sao-tome"),
        ("김서연", "otherwise"),
        ("2027", "otherwise"),
        ("", "otherwise"),
        ("x" * 90, "x" * 60),
    ],
)
def test_words_are_proposed_from_names(name, word):
    assert proposed(name, "otherwise") == word


def test_the_first_free_word_is_never_too_long_and_never_one_of_ours():
    long = "a" * 60

    assert first_free(long, {long}) == f"{'a' * 58}-2"
    assert first_free("me", set()) == "me-2"
    assert first_free("free", {"taken"}) == "free"
