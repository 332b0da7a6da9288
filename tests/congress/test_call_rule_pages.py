"""Pages of a call's rules: late access codes, more time, who is named, and what a city writes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import Liaison
from congress.models import CallParty, LateCode, Submission
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
    assert browser.get(url("congress-submission-new", call)).status_code == 200
    assert "access code" in browser.get(url("congress-call", call)).content.decode()
    assert browser.post(url("congress-late", call), {"secret": "late_wrong"}).status_code == 422
    assert browser.post(url("congress-late", call), {"secret": secret}).status_code == 302
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


def test_an_extension_shows_on_the_page_of_the_call(client, client_for):
    call = make.call()
    owner = client_for(make.team_member(congress=call.congress).user)
    path = url("congress-settings-call-deadline", call)
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
