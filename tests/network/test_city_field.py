"""A city that is typed: suggested without a script, found by its name or its short name."""

import re

import pytest
from django import forms
from django.urls import reverse

from network.web.city_field import CityField
from tests.factories import accounts, network

pytestmark = pytest.mark.django_db


class Asked(forms.Form):
    city = CityField()


class Offered(forms.Form):
    city = CityField(required=False)


def city(slug, name, **kw):
    return network.organisation(slug=slug, name={"en": name}, country="PT", **kw)


def suggestions(html):
    return re.findall(r'<option value="([^"]*)">([^<]*)</option>', html)


def test_cities_are_suggested_by_name_and_those_of_one_name_by_their_short_name():
    city("porto", "Porto")
    city("santa-cruz-pt", "Santa Cruz")
    city("santa-cruz-es", "Santa Cruz")
    city("closed", "Closed", is_active=False)
    city("house", "House", kind="body")

    html = str(Asked()["city"])

    assert 'list="id_city_cities"' in html
    assert '<datalist id="id_city_cities">' in html
    assert suggestions(html) == [
        ("Porto", "Porto, Portugal"),
        ("santa-cruz-es", "Santa Cruz, Portugal"),
        ("santa-cruz-pt", "Santa Cruz, Portugal"),
    ]


@pytest.mark.parametrize("typed", ["porto", "Porto", " PÓRTO ", "port"])
def test_a_city_is_found_as_people_type_it(typed):
    row = city("porto", "Porto")

    form = Asked({"city": typed})

    assert (form.is_valid(), form.cleaned_data["city"]) == (True, row)


def test_the_whole_name_wins_over_longer_ones():
    row = city("vila", "Vila")
    city("vila-nova", "Vila Nova")

    form = Asked({"city": "Vila"})

    assert (form.is_valid(), form.cleaned_data.get("city")) == (True, row)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Nowhere", "There is no such city in the network."),
        ("Santa", "Several cities are named so."),
        ("", "This field is required."),
    ],
)
def test_what_fits_no_city_or_several_is_said(typed, said):
    city("santa-cruz-pt", "Santa Cruz")
    city("santa-fe", "Santa Fé")

    assert said in str(Asked({"city": typed}).errors)


def test_a_city_that_may_be_left_out_is_none():
    form = Offered({"city": " "})

    assert (form.is_valid(), form.cleaned_data["city"]) == (True, None)


def test_the_pages_suggest_cities(client_for, settings):
    settings.DEMO = True
    city("porto", "Porto")
    cluster = network.cluster()
    keeper = client_for(accounts.secretariat())
    pages = [
        (client_for(accounts.user()), reverse("accounts-city-claim")),
        (keeper, reverse("accounts-cluster-seat", args=[cluster.code])),
        (keeper, reverse("accounts-people-liaison")),
    ]

    assert [("Porto", "Porto, Portugal") in suggestions(who.get(url).content.decode()) for who, url in pages] == [
        True
    ] * 3


@pytest.mark.parametrize("number", [1, 3])
def test_suggestions_are_one_query(number, django_assert_num_queries):
    for n in range(number):
        city(f"city-{n}", f"City {n}")
    with django_assert_num_queries(1):
        str(Asked()["city"])
