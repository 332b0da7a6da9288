"""POST congresses/{slug}/registrations/ and what comes after it, as the outside relies on it."""

import pytest

from common.models import QueuedMail
from common.tokens import unseal
from registration.models import Category, Registration
from tests.factories import words
from tests.factories.accounts import user
from tests.factories.congress import team_member
from tests.registration.scene import open_congress

pytestmark = pytest.mark.django_db
BODY = {
    "category": "member",
    "given_name": "Ana",
    "family_name": "Pérez",
    "email": "ana@example.org",
    "consents": ["privacy"],
}


def post(client, body=None, key="", slug="demo"):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(
        f"/api/v1/congresses/{slug}/registrations/",
        {**BODY, **(body or {})},
        content_type="application/json",
        headers=headers,
    )


@pytest.fixture
def event():
    return open_congress(slug="demo")


def test_registering_answers_code_order_token_and_links(client, event):
    answer = post(client)
    data = answer.json()
    assert answer.status_code == 201
    assert set(data) == {"code", "state", "category", "order", "access_token", "manage_url"}
    assert (data["state"], data["category"], data["order"]["total"], data["order"]["currency"]) == (
        "awaiting_payment", "member", "300.00", "EUR"
    )  # fmt: skip
    assert data["access_token"].startswith("plr_")
    assert data["order"]["expires_at"] == "2026-11-21T09:30:00Z"


def test_registering_free_of_charge_has_no_order(client, event):
    data = post(client, {"category": "observer"}).json()
    assert (data["state"], data["order"]) == ("confirmed", None)


def test_a_repeat_under_one_key_gives_the_same_answer(client, event):
    first = post(client, key="0123456789abcdef")
    again = post(client, key="0123456789abcdef")
    assert (again.status_code, again.json()) == (201, first.json())
    assert Registration.objects.count() == 1


def test_another_body_under_one_key_is_refused(client, event):
    post(client, key="0123456789abcdef")
    answer = post(client, {"given_name": "Blanca"}, key="0123456789abcdef")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_a_refusal_is_not_remembered_under_its_key(client, event):
    Category.objects.filter(code="observer").update(places=0)
    full = post(client, {"category": "observer"}, key="0123456789abcdef")
    Category.objects.filter(code="observer").update(places=1)
    assert (full.status_code, full.json()["code"]) == (409, "category_full")
    assert post(client, {"category": "observer"}, key="0123456789abcdef").status_code == 201


def test_already_registered_says_no_more_and_sends_the_link(client, event):
    post(client)
    answer = post(client)
    assert (answer.status_code, answer.json()["code"]) == (409, "already_registered")
    assert QueuedMail.objects.filter(template="registration_link", to="ana@example.org").count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "not an address"}, "email"),
        ({"category": ""}, "category"),
        ({"consents": []}, "consents"),
        ({"given_name": "a\x00b"}, "given_name"),
        ({"given_name": "x" * 121}, "given_name"),
    ],
)
def test_invalid_input_names_its_field(client, event, body, field):
    answer = post(client, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert field in answer.json()["errors"]
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_what_is_not_json_is_a_problem(client, event):
    answer = client.post("/api/v1/congresses/demo/registrations/", "{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "not_json")


def test_an_unknown_congress_is_404(client, event):
    assert post(client, slug="nowhere").status_code == 404


def test_the_token_of_a_claimed_address_reads_nothing_back(client, event):
    data = post(client).json()
    headers = {"Authorization": f"Bearer {data['access_token']}"}
    assert client.get(f"/api/v1/registrations/{data['code']}/", headers=headers).status_code == 404


def test_the_letters_link_proves_the_address_and_ends_the_token(client, event):
    data = post(client).json()
    row = Registration.objects.select_related("person").get()
    secret = unseal(QueuedMail.objects.get(template="registration_awaiting_payment").sealed_secrets)
    path = secret.split('"manage_url": "http://127.0.0.1:8000')[1].split('"')[0]
    followed = client.get(path)
    row.refresh_from_db()
    row.person.refresh_from_db()
    assert (followed.status_code, followed.headers["Location"]) == (302, "/en/me/")
    assert (row.person.email_state, row.token_hash) == ("proven", "")
    assert client.get(f"/api/v1/registrations/{data['code']}/").json()["given_name"] == "Ana"


def test_an_organiser_reads_a_registration_and_a_stranger_does_not(client, event, client_for):
    code = post(client).json()["code"]
    organiser = user()
    team_member(congress=event, user=organiser, role="registration")
    assert client_for(organiser).get(f"/api/v1/registrations/{code}/").status_code == 200
    assert client_for(user()).get(f"/api/v1/registrations/{code}/").status_code == 404


def test_congresses_say_what_is_open_and_what_it_costs(client, event):
    [found] = client.get("/api/v1/congresses/").json()["results"]
    assert found["slug"] == "demo"
    assert found["categories"][0] == {
        "code": "member", "name": words("Member"), "fee": "300.00", "currency": "EUR", "places_left": 10,
        "open": True, "waiting_list": True, "needs": [],
    }  # fmt: skip


def test_registering_costs_a_constant_number_of_statements(client, event, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        post(client, {"email": "b@example.org"})
