"""The home of a congress, with what the organiser's own pages give to it."""

import pytest

from tests.factories import congress as make

pytestmark = pytest.mark.django_db
DESCRIPTION = {"en": "The lead.\n\nThe rest."}


@pytest.fixture
def event():
    return make.congress(description=DESCRIPTION)


def home(client, event, lang="en"):
    return client.get(f"/{lang}/{event.slug}/").content.decode()


def test_home_text_stands_instead_of_the_rest_of_the_description(client, event):
    assert "The rest." in home(client, event)
    make.page(congress=event, slug="home", body={"en": [{"h": "Welcome"}, {"p": "Own *words*"}]})

    html = home(client, event)

    assert ("The lead." in html, "The rest." in html) == (True, False)
    assert "<h2>Welcome</h2>" in html
    assert "Own <em>words</em>" in html


def test_home_text_in_another_language_says_so(client, event):
    make.page(congress=event, slug="home", body={"es": [{"p": "Texto"}]})

    assert '<div class="own-page prose" lang="es" dir="ltr">' in home(client, event)


def test_home_text_has_no_page_of_its_own(client, event):
    make.page(congress=event, slug="home", body={"en": [{"p": "x"}]})

    assert client.get(f"/fr/{event.slug}/home/")["Location"] == f"/fr/{event.slug}/"
    assert f"/{event.slug}/home/" not in home(client, event)


def test_unpublished_words_are_not_shown(client, event):
    make.page(congress=event, slug="home", body={"en": [{"p": "Secret"}]}, is_published=False)
    make.page(congress=event, slug="news", body={"en": [{"news": "2026-11-20", "title": "Secret"}]}, is_published=False)

    assert "Secret" not in home(client, event)


def test_three_newest_items_stand_on_the_home(client, event):
    items = [{"news": f"2026-11-{day}", "title": f"On the {day}th"} for day in (11, 14, 12, 13)]
    make.page(congress=event, slug="news", body={"en": items})

    html = home(client, event)

    assert [html.find(f"On the {day}th") > 0 for day in (14, 13, 12, 11)] == [True, True, True, False]
    assert f'<a href="/en/{event.slug}/news/#news-2026-11-14">On the 14th</a>' in html


def test_a_page_of_news_without_news_adds_nothing(client, event):
    make.page(congress=event, slug="news", body={"en": [{"p": "Nothing yet"}]})

    assert "latest-news" not in home(client, event)


@pytest.mark.parametrize("rows", [1, 3])
def test_home_takes_the_same_queries(client, event, assert_queries, files_dir, rows):
    names = [make.picture(congress=event).name for _ in range(rows)]
    make.page(congress=event, slug="home", body={"en": [{"image": name} for name in names]})
    make.page(congress=event, slug="news", body={"en": [{"news": f"2026-11-1{n}", "title": "N"} for n in range(rows)]})
    for _ in range(rows - 1):
        make.page(congress=event)
    with assert_queries(10):
        html = home(client, event)
    assert (html.count("<figure"), html.count("#news-")) == (rows, rows)
