"""The API answers as its own description says: documented statuses and shapes, problems with a code, no crash."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.factories import accounts
from tests.house import scene

pytestmark = pytest.mark.django_db
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PROBLEM = "application/problem+json"
SCHEMA = "/api/v1/schema/?format=json"

described = schemathesis.openapi.from_wsgi(SCHEMA, get_wsgi_application())
OPERATIONS = [found.ok() for found in described.get_all_operations()]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The requests go through WSGI itself, which must not close the connection of the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def world(db: None) -> scene.World:
    return scene.world("here")


@pytest.fixture
def credentials(world: scene.World) -> list[str]:
    """Nobody, a tool of the author, a registration, a device, and what is none of them."""
    token = accounts.api_token(user=world.rows["author"], scopes=["read", "write"])[1]
    registration = scene.access_token(world.facts["registration"], 1)
    return ["", token, registration, world.rows["device secret"], "plo_unknown", "nonsense"]


def known(operation: Any, world: scene.World) -> dict[str, str]:
    """Path arguments that name something."""
    facts = world.facts
    codes = {"registrations": "registration", "orders": "order", "departures": "departure", "submissions": "submission"}
    kind = next((fact for word, fact in codes.items() if f"/{word}/{{code}}" in operation.path), "")
    return {"slug": facts["congress"], "code": facts.get(kind, "")}


def test_description_is_valid():
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())


@pytest.mark.parametrize("operation", OPERATIONS, ids=[operation.label for operation in OPERATIONS])
def test_answers_as_described(operation, world, credentials):
    facts = known(operation, world)

    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(), real=st.sampled_from([True, True, False]), token=st.sampled_from(credentials))
    def answers(case: Any, real: bool, token: str) -> None:
        if real:
            case.path_parameters = {name: facts[name] for name in case.path_parameters or {}}
        case.headers = {name: value for name, value in (case.headers or {}).items() if name != "Authorization"}
        response = case.call(headers={"Authorization": f"Bearer {token}"} if token else {})
        case.validate_response(response, checks=CHECKS)
        if response.status_code >= 400:
            assert response.headers["content-type"][0] == PROBLEM
            assert response.json()["code"]

    answers()


def problem(answer: Any, status: int) -> str:
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == PROBLEM
    told = answer.json()
    assert told["status"] == status
    assert told["type"] == f"urn:plenaria:error:{told['code']}"
    return str(told["code"])


@pytest.mark.parametrize("path", ["", "departures/", "sessions/"])
@pytest.mark.parametrize("slug", ["nowhere", "hidden"])
def test_unknown_congress_and_one_in_preparation_are_the_same(client, world, path, slug):
    scene.make.congress(slug="hidden", state="draft")

    assert problem(client.get(f"/api/v1/congresses/{slug}/{path}"), 404) == "not_found"


BODIES = ["", "{", "[]", '"text"', "null", "[" * 5000, '{"category": {"a": 1}}', '{"category": "\\u0000"}', "\xff"]
PATHS = ["congresses/here/registrations/", "congresses/here/submissions/", "scanner/devices/", "scanner/scans/"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_body_that_is_none_is_refused(world, credentials, path, body):
    token = credentials[3] if "scans" in path else credentials[1]
    browser = Client(headers={"Authorization": f"Bearer {token}"})

    answer = browser.post(f"/api/v1/{path}", body.encode("latin-1"), content_type="application/json")

    assert problem(answer, 400) in {"invalid", "not_json"}


ODD = [
    '{"answers": {"x": "\\u0000"}}',
    '{"answers": {"\\u0000": "x"}}',
    '{"answers": {"x": "\\ud800"}}',
    '{"answers": {"x": ' + "[" * 900 + "]" * 900 + "}}",
    '{"answers": {"x": ' + "[" * 300 + "]" * 300 + "}}",
    '{"title": {"en": "x", "\\u0000": "x"}}',
    '{"title": {"en": "\\ud800"}}',
    '{"summary": {"en": "\\ud800"}, "may_publish": "perhaps"}',
    '{"email": "\\ud800@example.org"}',
    '{"family_name": "\\ud800"}',
    '{"language": "\\ud800"}',
    '{"co_presenters": [{"name": "\\ud800"}]}',
]
FULL = {
    "registrations": {"category": "", "email": "odd@example.org", "family_name": "Odd", "consents": ["privacy"]},
    "submissions": {"language": "en", "title": {"en": "Odd"}, "submit": False},
}


@pytest.mark.parametrize("what", FULL)
@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_text_is_refused_or_kept(world, credentials, what, odd):
    """Never a crash, whatever the database: zero bytes, halves of characters, nests."""
    body = {**FULL[what], **json.loads(odd)}
    if what == "registrations":
        body["category"] = world.rows["registration"].category.code
    browser = Client(headers={"Authorization": f"Bearer {credentials[1]}"}, raise_request_exception=False)

    answer = browser.post(f"/api/v1/congresses/here/{what}/", json.dumps(body), content_type="application/json")

    assert answer.status_code == 201 or problem(answer, 400) in {"invalid", "not_json"}


@pytest.mark.parametrize("address", ["/api/v1/registrations/%00/", "/en/here/experiences/?axis=%00", "/r/%00/"])
def test_zero_byte_in_an_address(client, world, address):
    assert client.get(address).status_code == 400


def test_language_of_the_sentence_is_the_callers(client):
    told = {lang: client.get("/api/v1/congresses/nowhere/", headers={"Accept-Language": lang}).json() for lang in
            ("en", "pt", "xx")}  # fmt: skip

    assert {one["code"] for one in told.values()} == {"not_found"}
    assert told["xx"]["title"] == told["en"]["title"]


def test_wrong_method_is_a_problem(client, world):
    assert problem(client.delete("/api/v1/congresses/here/"), 405) == "method_not_allowed"


def test_other_content_is_a_problem(client, world):
    answer = client.post("/api/v1/congresses/here/registrations/", "a=1", content_type="text/csv")

    assert problem(answer, 415) == "unsupported_media_type"
