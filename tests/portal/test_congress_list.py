"""The list of congresses above them: who sees which, with their states."""

import pytest

from tests.factories import accounts as make
from tests.factories import congress as events
from tests.factories import network as cities

pytestmark = pytest.mark.django_db
LIST = "/en/network/congresses/"


@pytest.fixture
def world():
    """Two meetings of two networks and a congress of none."""
    north, south = cities.territorial_network(code="north"), cities.territorial_network(code="south")
    return {
        "north": north,
        "of north": events.congress(slug="of-north", territorial_network=north, state="draft",
                                    name={"en": "Of the north"}),
        "of south": events.congress(slug="of-south", territorial_network=south, name={"en": "Of the south"}),
        "of all": events.congress(slug="of-all", name={"en": "Of all"}, state="archived"),
    }  # fmt: skip


def names(client, query=""):
    text = client.get(f"{LIST}{query}").content.decode()
    return [name for name in ("Of the north", "Of the south", "Of all") if name in text]


def test_the_secretariat_sees_every_edition_with_its_state(world, client_for):
    client = client_for(make.secretariat())

    assert names(client) == ["Of the north", "Of the south", "Of all"]
    text = client.get(LIST).content.decode()
    assert all(state in text for state in ("In preparation", "Open", "Archived"))
    assert "New congress" in text


def test_a_coordinator_sees_the_meetings_of_their_network(world, client_for):
    client = client_for(make.coordinator(world["north"]))

    assert names(client) == ["Of the north"]
    # One in preparation opens to its team only.
    assert "/en/of-north/" not in client.get(LIST).content.decode()


def test_an_owner_sees_their_own_and_makes_none(world, client_for):
    owner = client_for(events.team_member(congress=world["of south"]).user)

    assert names(owner) == ["Of the south"]
    assert "New congress" not in owner.get(LIST).content.decode()
    assert "/en/of-south/manage/" in owner.get(LIST).content.decode()


@pytest.mark.parametrize("role", ["registration", "chair", "door"])
def test_other_roles_have_no_such_page(world, client_for, role):
    user = events.team_member(congress=world["of south"], role=role).user

    assert client_for(user).get(LIST).status_code == 404


def test_the_list_is_filtered_by_state(world, client_for):
    client = client_for(make.secretariat())

    assert names(client, "?state=archived") == ["Of all"]
    assert names(client, "?state=nonsense") == ["Of the north", "Of the south", "Of all"]


def test_ones_own_page_and_menu_lead_to_it(world, client_for):
    for user in (make.secretariat(), make.coordinator(world["north"])):
        assert client_for(user).get("/en/me/").content.decode().count(LIST) == 2
    assert LIST not in client_for(make.user()).get("/en/me/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(client_for, assert_queries, count):
    for n in range(count):
        events.congress(slug=f"one-{n}", host=cities.organisation(slug=f"host-{n}"))
    client = client_for(make.secretariat())

    with assert_queries(6):
        client.get(LIST)
