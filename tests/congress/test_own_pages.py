"""The organiser's own pages."""

import pytest

from tests.factories import congress as make

pytestmark = pytest.mark.django_db
BODY = {"en": [{"h": "How to get here"}, {"p": "<b>Walk</b>"}, {"ul": ["Bus", "Tram"]}]}


def test_a_page_shows_its_blocks_escaped(client):
    row = make.page(body=BODY)
    page = client.get(f"/en/{row.congress.slug}/{row.slug}/").content.decode()
    assert all(text in page for text in ("<h2>How to get here</h2>", "&lt;b&gt;Walk&lt;/b&gt;", "<li>Tram</li>"))


def test_a_page_falls_back_to_a_language_that_it_has(client):
    row = make.page(body=BODY)
    page = client.get(f"/pt/{row.congress.slug}/{row.slug}/").content.decode()
    assert ('lang="en"' in page, "How to get here" in page) == (True, True)


def test_an_unpublished_page_is_for_those_who_prepare_it(client, client_for, settings):
    settings.DEMO = True  # an owner needs no second factor here
    row = make.page(is_published=False)
    owner = make.team_member(congress=row.congress).user
    path = f"/en/{row.congress.slug}/{row.slug}/"
    assert (client.get(path).status_code, client_for(owner).get(path).status_code) == (404, 200)


def test_an_unknown_page_is_not_found(client):
    assert client.get(f"/en/{make.congress().slug}/nothing/").status_code == 404
