"""Roles above congresses, and who speaks for a city."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.actions import liaisons
from accounts.actions import roles as actions
from accounts.models import Liaison, User
from accounts.permissions import coordinates, is_secretariat, speaks_for
from common.errors import Invalid
from common.models import AuditEntry
from network.models import Organisation
from tests.factories import accounts as make
from tests.factories.network import organisation, territorial_network

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_secretariat_holds_from_its_first_day_to_its_last(now):
    user = make.user()
    role = actions.grant_network_role(user=user, role="secretariat", by=user.as_actor(), now=now)
    assert [is_secretariat(fresh(user), DAY + timedelta(days=d)) for d in (-1, 0, 1)] == [False, True, True]
    actions.withdraw_network_role(role=role, by=user.as_actor(), now=now)
    assert not is_secretariat(fresh(user), DAY)
    assert AuditEntry.objects.count() == 2


def test_nobody_else_is_secretariat():
    assert not is_secretariat(AnonymousUser(), DAY)
    assert not is_secretariat(make.user(), DAY)
    assert not is_secretariat(make.secretariat(is_active=False), DAY)
    assert not is_secretariat(make.coordinator(territorial_network()), DAY)


def test_role_held_is_not_granted_twice_but_again_after_its_end(now):
    user = make.user()
    role = actions.grant_network_role(user=user, role="secretariat", by=user.as_actor(), now=now)
    with pytest.raises(actions.RoleHeld):
        actions.grant_network_role(user=user, role="secretariat", by=user.as_actor(), now=now)
    actions.withdraw_network_role(role=role, by=user.as_actor(), now=now)
    actions.withdraw_network_role(role=role, by=user.as_actor(), now=now)
    again = actions.grant_network_role(user=user, role="secretariat", by=user.as_actor(), now=now + timedelta(days=1))
    assert again.pk == role.pk


def test_territorial_role_needs_a_network_and_the_secretariat_none(now):
    user = make.user()
    for role, network in (("territorial", None), ("secretariat", territorial_network())):
        with pytest.raises(Invalid):
            actions.grant_network_role(user=user, role=role, territorial_network=network, by=user.as_actor(), now=now)


def test_coordinator_coordinates_one_network_only():
    mine, other = territorial_network(), territorial_network()
    user = make.coordinator(mine)
    assert [coordinates(user, network, DAY) for network in (mine, other, None)] == [True, False, False]


def test_network_permissions_of_a_coordinator():
    mine = territorial_network()
    user = make.coordinator(mine)
    own, foreign = organisation(territorial_network=mine), organisation()
    asked = (own, foreign, mine, Organisation, None)
    assert [user.has_perm("network.view_organisation", what) for what in asked] == [True, False, True, False, False]
    assert not any(user.has_perm("network.change_organisation", what) for what in asked)


def test_network_permissions_of_the_secretariat():
    user = make.secretariat()
    assert user.has_perm("network.change_organisation", Organisation)
    assert not user.has_perm("payments.view_order", Organisation)


def test_only_a_confirmed_liaison_speaks_within_its_dates(now):
    person, city = make.person(), organisation()
    by = make.user().as_actor()
    liaison = liaisons.name_liaison(person=person, organisation=city, starts_on=DAY, by=by, now=now)
    assert not speaks_for(person, city, DAY)
    liaisons.confirm_liaison(liaison=liaison, by=by, now=now)
    liaisons.end_liaison(liaison=liaison, ends_on=DAY + timedelta(days=2), by=by, now=now)
    assert [speaks_for(person, city, DAY + timedelta(days=d)) for d in (-1, 0, 1, 2)] == [False, True, True, False]
    assert not speaks_for(person, organisation(), DAY)
    assert not speaks_for(None, city, DAY)


def test_liaison_cannot_end_before_it_starts(now):
    liaison = make.liaison()
    with pytest.raises(Invalid):
        liaisons.end_liaison(
            liaison=liaison, ends_on=liaison.starts_on - timedelta(days=1), by=make.user().as_actor(), now=now
        )


def test_liaison_that_ends_on_its_first_day_speaks_for_nobody_at_once(now):
    liaison = make.liaison()
    liaisons.end_liaison(liaison=liaison, ends_on=liaison.starts_on, by=make.user().as_actor(), now=now)
    assert not Liaison.objects.filter(pk=liaison.pk).exists()
