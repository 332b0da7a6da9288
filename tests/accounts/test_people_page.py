"""The secretariat's page of people, invitations, and the first person of an installation."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Liaison, NetworkRole, User
from accounts.permissions import is_secretariat, speaks_for
from common.fields import pick
from common.models import QueuedMail
from tests.factories import accounts as make
from tests.factories.network import organisation, territorial_network

pytestmark = pytest.mark.django_db
PEOPLE = "/en/network/people/"
PAGES = ["", "roles/", "liaisons/"]
POSTS = ["roles/1/end/", "liaisons/1/confirm/", "liaisons/1/end/"]


@pytest.fixture
def keeper(client):
    user = make.secretariat()
    client.force_login(user)
    return user


@pytest.mark.parametrize("page", PAGES)
def test_page_opens_for_the_secretariat_only(client, page):
    assert client.get(PEOPLE + page).url.startswith("/en/sign-in/")
    client.force_login(make.coordinator(territorial_network()))
    assert client.get(PEOPLE + page).status_code == 404
    client.force_login(make.secretariat())
    assert client.get(PEOPLE + page).status_code == 200


def test_every_cell_says_on_a_phone_what_it_is(client, keeper):
    make.liaison()
    make.liaison(confirmed_at=None)

    page = client.get(PEOPLE).content.decode()

    cells = re.findall(r"<td([^>]*)>", page)
    assert len(cells) == 4 + 4 + 5
    assert [cell for cell in cells if "data-label" not in cell and 'class="do"' not in cell] == []


@pytest.mark.parametrize("page", POSTS)
def test_deeds_are_for_the_secretariat_only(client, page):
    assert client.post(PEOPLE + page).url.startswith("/en/sign-in/")
    client.force_login(make.user())
    assert client.post(PEOPLE + page).status_code == 404


def test_role_for_a_new_address_invites_by_letter(client, keeper, now):
    network = territorial_network()
    data = {"email": "New@example.org", "given_name": "Nu", "role": "territorial", "territorial_network": network.pk}
    assert client.post(f"{PEOPLE}roles/", data).url == PEOPLE
    user = User.objects.get(email="new@example.org")
    letter = QueuedMail.objects.get()
    assert (user.person.full_name, user.person.email_state, letter.to) == ("Nu", "claimed", "new@example.org")
    assert "/en/sign-in/" in letter.body
    assert b"new@example.org" in client.get(PEOPLE).content


def test_invitation_changes_no_known_person(client, keeper):
    known = make.user(email="ana@example.org")
    client.post(f"{PEOPLE}roles/", {"email": "ANA@example.org", "given_name": "Eve", "role": "secretariat"})
    known.person.refresh_from_db()
    assert (known.person.given_name, QueuedMail.objects.count()) == ("Ana", 0)
    assert NetworkRole.objects.filter(user=known, role="secretariat").exists()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"email": "ana", "role": "secretariat"}, 400),
        ({"email": "ana@example.org", "role": "emperor"}, 400),
        ({"email": "ana@example.org", "role": "territorial"}, 400),
        ({"email": "held@example.org", "role": "secretariat"}, 409),
    ],
)
def test_bad_roles_are_refused(client, keeper, data, status):
    make.secretariat(email="held@example.org")
    assert client.post(f"{PEOPLE}roles/", data).status_code == status
    assert (NetworkRole.objects.count(), User.objects.count()) == (2, 2)


def test_role_ends_today_but_never_ones_own(client, keeper, now):
    other = make.secretariat()
    own, theirs = keeper.network_roles.get(), other.network_roles.get()
    assert client.post(f"{PEOPLE}roles/{own.pk}/end/").status_code == 404
    client.post(f"{PEOPLE}roles/{theirs.pk}/end/")
    assert not is_secretariat(User.objects.get(pk=other.pk), now.date())


def test_liaison_is_named_confirmed_and_ended(client, keeper, now):
    city = organisation(slug="porto")
    client.post(f"{PEOPLE}liaisons/", {"email": "mayor@example.org", "city": "Porto", "theme": "Youth"})
    row = Liaison.objects.get()
    assert speaks_for(row.person, city, now.date())
    client.post(f"{PEOPLE}liaisons/{row.pk}/end/")
    assert not speaks_for(row.person, city, now.date() + timedelta(days=1))


def test_liaison_of_an_unknown_city_is_refused_and_nobody_invited(client, keeper):
    page = client.post(f"{PEOPLE}liaisons/", {"email": "mayor@example.org", "city": "atlantis"})
    assert (page.status_code, User.objects.count()) == (400, 1)


def test_waiting_liaison_is_confirmed(client, keeper, now):
    row = make.liaison(confirmed_at=None)
    assert b"Liaisons to be confirmed" in client.get(PEOPLE).content
    client.post(f"{PEOPLE}liaisons/{row.pk}/confirm/")
    row.refresh_from_db()
    assert row.confirmed_at == now


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_the_same_queries(client, keeper, django_assert_num_queries, rows):
    for _ in range(rows):
        make.liaison()
        make.liaison(confirmed_at=None)
        make.coordinator(territorial_network())
    with django_assert_num_queries(7):
        client.get(PEOPLE)


def test_command_makes_the_first_secretariat_once(capsys, now):
    for _ in range(2):
        call_command("secretariat", "first@example.org", "--given-name", "Fe", "--language", "fr")
    user = User.objects.get()
    assert is_secretariat(user, now.date())
    assert (QueuedMail.objects.get().language, capsys.readouterr().out.count("\n")) == ("fr", 2)


def test_command_refuses_what_is_no_address():
    with pytest.raises(CommandError):
        call_command("secretariat", "first")


def test_letter_names_the_role_and_its_network(client, keeper):
    network = territorial_network()
    data = {"email": "new@example.org", "role": "territorial", "territorial_network": network.pk}

    client.post(f"{PEOPLE}roles/", data)

    assert (
        f"Your role: Territorial coordinator ({pick(network.name) or network.code})." in QueuedMail.objects.get().body
    )
