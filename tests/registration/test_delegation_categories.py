"""Which categories a head may choose for colleagues: on the page, and whatever the page is sent."""

import re

import pytest

from registration.actions.delegations import add_members, open_delegation
from registration.actions.register import NotEligible
from registration.models import Category, Registration
from registration.queries.delegations import categories_of
from registration.rules.eligibility import takes_delegations
from tests.registration.scene import BY, NOW, application, city, open_congress

pytestmark = pytest.mark.django_db
HEAD = {"given_name": "Marta", "family_name": "Soler", "email": "marta@example.org", "language": "en"}
CLOSED = [
    {"is_public": False},
    {"is_for_delegations": False},
    {"eligibility": "invitation"},
    {"needs": ["proof"]},
    {"needs": ["city", "approval"]},
    {"needs": ["code"]},
]


@pytest.fixture
def event():
    return open_congress(slug="demo")


def delegation(event, standing="good"):
    return open_delegation(congress=event, organisation=city(standing=standing), head=HEAD, most=5, by=BY, now=NOW)


def row(**values):
    kept = {"is_public": True, "is_for_delegations": True, "eligibility": "anyone", "needs": ["city"]}
    return takes_delegations(**{**kept, **values})


@pytest.mark.parametrize("values", CLOSED)
def test_a_category_for_single_people_takes_no_delegation(values):
    assert (row(), row(eligibility="member_city"), row(**values)) == (True, True, False)


@pytest.mark.parametrize("values", CLOSED)
def test_a_head_is_offered_no_category_for_single_people_and_cannot_use_one(event, values):
    Category.objects.filter(code="observer").update(**values)
    team = delegation(event)

    assert [one.code for one in categories_of(team, NOW)] == ["member"]
    members = [application(), application(category="observer", given_name="Blanca", invited=True)]
    with pytest.raises(NotEligible) as refused:
        add_members(delegation=team, members=members, by=BY, now=NOW)
    assert (refused.value.params["member"], Registration.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("standing", "codes"), [("good", ["member", "observer"]), ("arrears", ["observer"]), (None, ["observer"])]
)
def test_a_head_is_offered_what_the_city_may_have(event, standing, codes):
    Category.objects.filter(code="member").update(eligibility="member_city")
    team = delegation(event, standing=standing)

    assert [one.code for one in categories_of(team, NOW)] == codes


def test_a_category_that_has_closed_is_not_offered(event):
    Category.objects.filter(code="member").update(closes_at=NOW)

    assert [one.code for one in categories_of(delegation(event), NOW)] == ["observer"]


def open_page(client):
    city()
    answer = client.post("/en/demo/register/delegation/", {**HEAD, "city": "granollers", "most": "3", "privacy": "on"})
    return answer.headers["Location"]


def test_the_page_refuses_a_category_that_it_does_not_offer(client, event):
    Category.objects.filter(code="observer").update(is_for_delegations=False)
    address = open_page(client)
    colleague = {"given_name": "Ana", "email": "ana@example.org", "category": "observer", "language": "es"}

    answer = client.post(
        address,
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", **{f"form-0-{k}": v for k, v in colleague.items()}},
    )

    assert (answer.status_code, Registration.objects.count()) == (422, 0)


def test_rows_that_may_stay_empty_have_no_star(client, event):
    page = client.get(open_page(client)).content.decode()
    labels = re.findall(r'<label for="id_form-0-\w+">(.*?)</label>', page, re.DOTALL)

    assert len(labels) == 6
    assert [label for label in labels if "req" in label] == []


def test_without_a_category_for_it_the_delegation_hears_so(client, event):
    Category.objects.filter(code="observer").update(is_for_delegations=False)
    address = open_page(client)
    Category.objects.filter(code="member").update(is_for_delegations=False)
    page = client.get(address).content.decode()

    assert ("No category is open to your delegation" in page, "form-0-email" in page) == (True, False)
