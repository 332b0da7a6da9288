"""Pages of a call's rules: late access codes, more time, who is named, and what a city writes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import Liaison
from common.actors import Actor
from congress.actions.calls import CallFacts, save_call
from congress.actions.deadlines import EndByReason
from congress.models import Call, CallParty, LateCode, Submission
from congress.queries.calls import earlier_awards
from tests.factories import congress as make
from tests.factories import network

pytestmark = pytest.mark.django_db


def url(name, call, *more):
    return reverse(name, args=[call.congress.slug, call.code, *more])


def test_the_code_is_shown_once_and_lets_an_author_begin_and_hand_in(client_for, now):
    call = make.closed_call()
    owner = client_for(make.team_member(congress=call.congress).user)
    path = url("congress-manage-late", call)
    made = owner.post(path, {"max_uses": "1", "expires_at": "2026-12-01T12:00", "note": "A flood"}).content.decode()
    secret = made.split('<code translate="no">')[1].split("<")[0]
    assert secret not in owner.get(path).content.decode()

    writer = make.author()
    browser = client_for(writer)
    assert 'name="title"' not in browser.get(url("congress-submission-new", call)).content.decode()
    assert "access code" in browser.get(url("congress-call", call)).content.decode()
    assert browser.post(url("congress-late", call), {"secret": "late_wrong"}).status_code == 422
    assert browser.post(url("congress-late", call), {"secret": secret}).status_code == 302
    assert "1 December 2026, 12:00" in browser.get(url("congress-submission-new", call)).content.decode()
    start = {"organisation": writer.person.organisation_id, "language": "en", "title": "Late but good"}
    edit = browser.post(url("congress-submission-new", call), start)["Location"]
    fields = {"version": 1, "language": "en", "title": "Late but good", "summary": "We read.", "action": "submit"}
    browser.post(edit, fields | {f"presenter_{n}_{part}": "" for n in (1, 2, 3) for part in ("name", "role", "email")})
    assert Submission.objects.get().state == "submitted"
    assert LateCode.objects.get().used == 1


def test_the_link_of_a_code_hides_the_secret_and_goes_on(client_for, now):
    call = make.closed_call()
    owner = client_for(make.team_member(congress=call.congress).user)
    values = {"max_uses": "1", "expires_at": "2026-12-01T12:00", "note": ""}
    made = owner.post(url("congress-manage-late", call), values).content.decode()
    path = "/t/late/" + made.split("/t/late/")[1].split('"')[0]
    writer = make.author()
    draft = make.submission(call=call, author=writer.person, state="draft")
    browser = client_for(writer)
    answer = browser.get(path)
    assert (answer.status_code, answer["Referrer-Policy"]) == (302, "no-referrer")
    assert browser.post(answer["Location"], {"go_on": "1"}).status_code == 302
    assert Submission.objects.get(pk=draft.pk).late_code is not None
    LateCode.objects.update(used=1)
    assert "used as often as it may be" in browser.get(path).content.decode()


def test_a_call_by_invitation_offers_those_invited_and_ones_own_city_first(client_for):
    call, writer, other = make.call(eligibility="invited"), make.author(), network.organisation(name={"en": "Aachen"})
    Liaison.objects.create(
        person=writer.person, organisation=other, starts_on=date(2026, 1, 1), confirmed_at=call.opens_at
    )
    browser, where, own = client_for(writer), url("congress-submission-new", call), writer.person.organisation
    page = browser.get(where).content.decode()
    assert ('name="title"' in page, "for those who were invited" in page) == (False, True)
    CallParty.objects.create(call=call, organisation=own, kind="invited")
    page = browser.get(where).content.decode()
    assert (f'value="{own.pk}"' in page, f'value="{other.pk}"' in page, "Aachen" in page) == (True, False, True)
    CallParty.objects.create(call=call, organisation=other, kind="invited")
    page = browser.get(where).content.decode()
    assert 0 < page.index(f'value="{own.pk}"') < page.index(f'value="{other.pk}"')


def test_the_end_of_an_open_call_moves_on_its_deadline_page_alone(client_for):
    call = make.call(languages=["en", "ko"], title={"en": "Call"})
    owner = client_for(make.team_member(congress=call.congress).user)
    path = url("congress-settings-call", call)
    page = owner.get(path).content.decode()
    assert (url("congress-settings-call-deadline", call) in page, "This call is not complete" in page) == (True, True)
    said = {"title_en": "Call", "kind": "experiences", "eligibility": "any", "opens_at": "2026-11-01T00:00",
            "closes_at": "2027-06-01T00:00", "languages": ["en", "ko"], "other_language": ["eu"],
            "summary_words": "300", "reviews_per_submission": "3"}  # fmt: skip
    assert owner.post(path, said).status_code == 302
    kept = Call.objects.get(pk=call.pk)
    assert (kept.closes_at, kept.languages) == (call.closes_at, ["en", "ko", "eu"])
    facts = CallFacts({"en": "Call"}, {}, call.opens_at, call.closes_at + timedelta(days=1), ("en",))
    with pytest.raises(EndByReason):
        save_call(congress=call.congress, call=call, facts=facts, by=Actor.system("test"), now=make.NOW)


def test_only_decided_awards_of_other_congresses_have_winners_to_exclude():
    call = make.call(kind="award")
    there, here = make.closed_call(kind="award"), make.closed_call(congress=call.congress, code="old", kind="award")
    make.submission(call=here, state="accepted")
    assert list(earlier_awards(call)) == []
    make.submission(call=there, state="accepted")
    assert list(earlier_awards(call)) == [there]


def test_an_extension_shows_on_the_page_of_the_call(client, client_for):
    call = make.call()
    owner = client_for(make.team_member(congress=call.congress).user)
    path = url("congress-settings-call-deadline", call)
    make.submission(call=call, state="draft")
    assert owner.post(path, {"closes_at": "2026-11-25T12:00", "reason": "x"}).status_code == 422
    assert owner.post(path, {"closes_at": "2026-12-15T12:00", "reason": "A strike"}).status_code == 302
    page = client.get(url("congress-call", call)).content.decode()
    assert "Extended from" in page
    assert "A strike" in page
    assert "A strike" in owner.get(path).content.decode()


def test_organisers_name_who_is_invited_or_excluded(client_for):
    call, city = make.call(kind="award"), network.organisation()
    seat = make.member(congress=call.congress)
    owner = client_for(make.team_member(congress=call.congress).user)
    path = url("congress-settings-call-parties", call)
    owner.post(path, {"organisation": city.slug, "kind": "excluded", "reason": "recent winner"})
    owner.post(path, {"exclude": "committee"})
    assert set(CallParty.objects.values_list("organisation", flat=True)) == {city.pk, seat.organisation_id}
    assert "recent winner" in owner.get(path).content.decode()
    owner.post(path, {"remove": str(CallParty.objects.get(organisation=city).pk)})
    assert not CallParty.objects.filter(organisation=city).exists()


@pytest.fixture
def spoken(now):
    """A city with one place that is taken, and who speaks for it."""
    call, city, voice = make.call(per_city_max=1), network.organisation(), make.author()
    Liaison.objects.create(person=voice.person, organisation=city, starts_on=date(2026, 1, 1), confirmed_at=now)
    return call, city, voice, make.submission(call=call, organisation=city, title={"en": "A library"})


def test_whoever_speaks_for_a_city_exchanges_and_nobody_else_finds_the_page(client_for, spoken):
    call, city, voice, out = spoken
    into = make.submission(call=call, organisation=city, state="draft", title={"en": "A garden"})
    path = url("congress-call-city", call, city.slug)
    assert client_for(out.author.user).get(path).status_code == 404
    browser = client_for(voice)
    page = browser.get(path).content.decode()
    assert ("A library" in page, "A garden" in page, "1 of 1 place" in page) == (True, True, True)
    assert browser.post(path, {"out": out.code, "into": "nothing"}).status_code == 409
    assert browser.post(path, {"out": out.code, "into": into.code}).status_code == 302
    assert Submission.objects.get(pk=into.pk).state == "submitted"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_city_asks_as_much_for_three_as_for_one(client_for, spoken, django_assert_num_queries, rows):
    call, city, voice, _out = spoken
    for _ in range(rows - 1):
        make.submission(call=call, organisation=city, state="draft", updated_at=call.opens_at + timedelta(days=1))
    browser = client_for(voice)
    with django_assert_num_queries(10):
        browser.get(url("congress-call-city", call, city.slug))
