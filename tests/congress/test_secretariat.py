"""The network's secretariat reads every congress as its auditor does, and nothing more."""

from datetime import date

import pytest

from accounts.models import NetworkRole
from congress.permissions import held_roles, reads_sealed, roles_of, visible_submissions
from tests.factories import accounts, network
from tests.factories import congress as make

pytestmark = pytest.mark.django_db


def test_the_secretariat_reads_as_an_auditor():
    event, user = make.congress(), accounts.secretariat()

    assert (held_roles(user, event), roles_of(user, event)) == (frozenset(), frozenset({"auditor"}))


def test_the_secretariat_reads_a_congress_in_preparation():
    assert roles_of(accounts.secretariat(), make.congress(state="draft")) == {"auditor"}


def test_whoever_holds_a_role_has_that_role_and_no_more():
    event, user = make.congress(), accounts.secretariat()
    make.team_member(congress=event, user=user, role="committee")

    assert roles_of(user, event) == {"committee"}


def test_nobody_reads_along_once_their_role_in_the_network_has_ended():
    event, user = make.congress(), accounts.secretariat()
    NetworkRole.objects.filter(user=user).update(ends_on=date(2026, 11, 21))

    assert roles_of(user, event) == frozenset()


def test_a_coordinator_and_a_retired_user_read_nothing():
    event, gone = make.congress(), accounts.secretariat(is_active=False)

    assert roles_of(accounts.coordinator(network.territorial_network()), event) == frozenset()
    assert roles_of(gone, event) == frozenset()


def test_what_is_sealed_is_for_the_owner_and_the_auditor_of_the_congress():
    event = make.congress()
    roles = ("owner", "auditor", "registration")
    team = [make.team_member(congress=event, role=role).user for role in roles]

    assert [reads_sealed(user, event) for user in (*team, accounts.secretariat())] == [True, True, False, False]


def test_the_secretariat_sees_no_submission_that_its_people_are_party_to():
    city = network.organisation()
    user = accounts.secretariat(person=accounts.person(organisation=city))
    own = make.submission(author=make.author(organisation=city).person)
    other = make.submission(call=own.call)

    assert list(visible_submissions(user, own.call.congress)) == [other]


def test_the_secretariat_finds_the_congresses_it_reads_on_its_own_page(client_for):
    user = accounts.secretariat()
    make.congress(slug="here")
    make.congress(slug="gone", state="archived")
    make.team_member(congress=make.congress(slug="mine"), user=user, role="desk")

    rooms = client_for(user).get("/en/me/").context["rooms"]

    assert [room["url"] for room in rooms if "manage" in room["url"]] == ["/en/here/manage/", "/en/mine/manage/"]
    assert client_for(user).get("/en/here/manage/").status_code == 200
