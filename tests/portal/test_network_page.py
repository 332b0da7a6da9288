"""Where the secretariat and territorial coordinators begin."""

from datetime import date

import pytest

from tests.factories import accounts as people
from tests.factories import congress as make
from tests.factories import network

pytestmark = pytest.mark.django_db
PAGE = "/en/network/"


def test_page_is_for_the_secretariat_and_coordinators(client):
    assert client.get(PAGE).url.startswith("/en/sign-in/")
    user = people.user()
    people.liaison(person=user.person)
    client.force_login(user)
    assert client.get(PAGE).status_code == 404


def life(territory, mark, now, **kw):
    city = network.organisation(name={"en": f"City {mark}"}, territorial_network=territory)
    period = network.membership(organisation=city, **kw)
    network.dues(membership=period, state="declared", declared_at=now, reference=f"REF-{mark}")
    network.dues(membership=period, year=2025, due_on=date(2026, 11, 20))
    people.liaison(organisation=city, confirmed_at=None, person=people.person(given_name=f"Who-{mark}"))
    return city


def test_coordinator_sees_their_own_cities_alone(client, now):
    own, other = network.territorial_network(name={"en": "Ours"}), network.territorial_network()
    life(own, "here", now)
    life(other, "there", now)
    make.congress(kind="meeting", territorial_network=own, name={"en": "Our meeting"})
    make.congress(name={"en": "The great one"})
    client.force_login(people.coordinator(own))
    page = client.get(PAGE).content.decode()
    assert [word in page for word in ("City here", "REF-here", "Who-here", "Ours", "Our meeting")] == [True] * 5
    assert [word in page for word in ("there", "The great one", "Roles and liaisons")] == [False] * 3


def test_coordinator_is_led_to_the_meeting_they_prepare_and_offered_meetings_alone(client, now):
    own = network.territorial_network()
    user = people.coordinator(own)
    row = make.congress(kind="meeting", territorial_network=own, state="draft", slug="ours", name={"en": "Our meeting"})
    make.congress(kind="meeting", territorial_network=own, state="draft", name={"en": "Somebody else's"})
    make.team_member(congress=row, user=user)
    client.force_login(user)

    page = client.get(PAGE).content.decode()

    assert 'href="/en/ours/manage/"' in page
    assert "Somebody else" in page
    assert page.count("/manage/") == 1
    for address in (PAGE, f"{PAGE}congresses/", f"{PAGE}congresses/new/"):
        shown = client.get(address).content.decode()
        assert ("New network meeting" in shown, "New congress" in shown) == (True, False)


def test_secretariat_sets_up_any_congress(client):
    client.force_login(people.secretariat())
    for address in (PAGE, f"{PAGE}congresses/", f"{PAGE}congresses/new/"):
        assert "New congress" in client.get(address).content.decode()


def test_membership_is_to_be_renewed_within_120_days_and_not_twice(client, now):
    ends = (date(2026, 11, 21), date(2026, 11, 22), date(2027, 3, 21), date(2027, 3, 22))
    cities = [network.organisation(name={"en": f"Ends-{day}"}) for day in ends]
    for city, day in zip(cities, ends, strict=True):
        network.membership(organisation=city, ends_on=day)
    renewed = network.organisation(name={"en": "Renewed"})
    network.membership(organisation=renewed, ends_on=date(2026, 12, 31))
    network.membership(organisation=renewed, starts_on=date(2026, 12, 31))
    client.force_login(people.secretariat())
    page = client.get(PAGE).content.decode()
    assert [f"Ends-{day}" in page for day in ends] == [False, True, True, False]
    assert "Renewed" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_the_same_queries(client, now, django_assert_num_queries, rows):
    own = network.territorial_network()
    for number in range(rows):
        life(own, str(number), now, ends_on=date(2027, 1, 1))
        network.seat()
        make.congress(territorial_network=own)
    client.force_login(people.coordinator(own))
    with django_assert_num_queries(17):
        client.get(PAGE)
