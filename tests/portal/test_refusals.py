"""What cannot be answered is said on a page of ours, with a way on."""

import pytest
from django.urls import reverse

from tests.factories import congress as make

pytestmark = pytest.mark.django_db
SENT_ONLY = ["congress-team-preview", "congress-plan-template"]


@pytest.mark.parametrize("name", SENT_ONLY)
def test_an_address_that_only_takes_a_form_says_so(client_for, name):
    owner = make.team_member(congress=make.congress(slug="demo")).user

    answer = client_for(owner).get(reverse(name, args=["demo"]))

    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "<h1" in page
    assert "This address only takes what a form on another page sends." in page


def test_a_page_that_takes_nothing_says_so(client_for):
    owner = make.team_member(congress=make.congress(slug="demo")).user

    answer = client_for(owner).post(reverse("congress-plan-minutes", args=["demo"]))

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert "This page takes nothing that is sent to it." in answer.content.decode()


def test_the_api_says_so_in_its_own_way(client):
    answer = client.delete("/api/v1/congresses/here/")

    assert (answer.status_code, answer.headers["Content-Type"]) == (405, "application/problem+json")
