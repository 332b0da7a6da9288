"""The member's profile, declaring, the cases, the loads, and declining an invitation."""

import pytest
from django.urls import reverse

from common.models import QueuedMail
from congress.actions.conflict_finder import find_conflicts
from congress.actions.team import invite
from congress.models import InterestCase, Partnership
from congress.queries.team import invitation_secret
from tests.factories import congress as make
from tests.factories import network

pytestmark = pytest.mark.django_db


def path(call, name, *args):
    return reverse(name, args=[call.congress.slug, *args])


def test_the_profile_is_asked_for_until_it_is_filled_in(client_for):
    call = make.closed_call()
    member, twin = make.member(congress=call.congress), network.organisation()
    make.submission(call=call, organisation=twin)
    browser = client_for(member.user)
    own = path(call, "congress-committee-profile")
    assert "Please fill in your profile" in browser.get(path(call, "congress-committee")).content.decode()
    sent = {"languages": ["en", "pt"], "expertise": "gardens, water", "max_load": "5", "partner": twin.pk}
    assert browser.post(own, {**sent, "languages": []}).status_code == 422
    assert browser.post(own, sent).status_code == 302
    member.refresh_from_db()
    assert (member.languages, member.expertise, member.max_load) == (["en", "pt"], ["gardens", "water"], 5)
    assert InterestCase.objects.get().kind == "partner"
    assert "Please fill in your profile" not in browser.get(path(call, "congress-committee")).content.decode()
    browser.post(own, {**sent, "partner": "", "no_partners": [Partnership.objects.get().pk]})
    assert (Partnership.objects.count(), InterestCase.objects.get().state) == (0, "open")


def test_declaring_takes_it_out_of_the_queue_and_the_chair_settles_it(client_for):
    call = make.closed_call(code="main")
    member, chair = make.member(congress=call.congress), make.member(congress=call.congress, role="chair")
    work = make.assignment(submission=make.submission(call=call), member=member).submission
    browser, leads = client_for(member.user), client_for(chair.user)
    declaring = path(call, "congress-declare", work.code)
    assert browser.post(declaring, {"detail": ""}).status_code == 422
    assert browser.post(declaring, {"detail": "I advised it"}).status_code == 302
    assert browser.get(path(call, "congress-review", work.code)).status_code == 404
    assert "I advised it" in browser.get(path(call, "congress-committee-profile")).content.decode()
    cases = path(call, "congress-manage-conflicts", "main")
    case = InterestCase.objects.get()
    sent = {"case": f"{case.pk}:open", "do": "dismissed"}
    refused = leads.post(cases, sent)
    assert (refused.status_code, "Please give a reason" in refused.content.decode()) == (422, True)
    assert leads.post(cases, {**sent, "reason": "Years ago"}).status_code == 302
    assert browser.get(path(call, "congress-review", work.code)).status_code == 200


def test_the_cases_take_the_same_statements_for_one_and_for_three(client_for, django_assert_num_queries, now):
    call = make.closed_call(code="main")
    chair = client_for(make.member(congress=call.congress, role="chair").user)
    cases = path(call, "congress-manage-conflicts", "main")
    for number in (1, 2):
        for _ in range(number):
            make.submission(call=call, organisation=make.member(congress=call.congress).organisation)
        find_conflicts(congress=call.congress, now=now)
        with django_assert_num_queries(QUERIES):
            assert chair.get(cases).content.decode().count('name="case"') == InterestCase.objects.count()


QUERIES = 14


def test_what_is_found_is_counted_among_what_the_chair_may_see(client_for):
    call = make.closed_call(code="main")
    chair = make.member(congress=call.congress, organisation=network.organisation(), role="chair")
    other = make.member(congress=call.congress, organisation=network.organisation())
    for seat in (chair, other):
        make.submission(call=call, organisation=seat.organisation)
    cases = path(call, "congress-manage-conflicts", "main")
    said = client_for(chair.user).post(cases, {"do": "look"}, follow=True).content.decode()
    assert ("1 conflict of interest was found." in said, InterestCase.objects.count()) == (True, 2)


def test_the_chair_sets_loads(client_for):
    call = make.closed_call(code="main")
    seat, chair = make.member(congress=call.congress), make.member(congress=call.congress, role="chair")
    loads = path(call, "congress-manage-members", "main")
    sent = {f"least-{seat.pk}": "3", f"load-{seat.pk}": "2"}
    assert client_for(chair.user).post(loads, sent).status_code == 422
    assert client_for(chair.user).post(loads, {**sent, f"load-{seat.pk}": "4"}).status_code == 302
    seat.refresh_from_db()
    assert (seat.min_load, seat.max_load) == (3, 4)


def test_an_invitation_is_declined_without_an_account_and_whoever_invited_is_told(client, now):
    owner = make.team_member(role="owner")
    values = {"congress": owner.congress, "email": "ana@porto.example", "role": "committee", "now": now}
    row = invite(**values, by=owner.user.as_actor())
    client.get(reverse("congress-invitation-link", args=[invitation_secret(row)]))
    here = reverse("congress-invitation", args=[row.pk])
    for _twice in range(2):
        said = client.post(here, {"answer": "decline", "reason": "On leave until June"})
        assert "You have declined" in said.content.decode()
    letter = QueuedMail.objects.get(template="congress_invitation_declined")
    assert (letter.to, "On leave until June" in letter.body) == (owner.user.email, True)
    row.refresh_from_db()
    assert row.state == "declined"
