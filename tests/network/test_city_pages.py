"""The network's pages of cities: who sees them, search, filters, editing, memberships, export."""

import csv
import io
from datetime import date

import pytest

from common.models import AuditEntry
from network.models import Membership, Organisation
from tests.factories import accounts as people
from tests.factories import network as make

pytestmark = pytest.mark.django_db
CITIES = "/en/network/cities/"
QUERIES = 7
PAGES = [
    "", "new/", "import/", "import/preview/", "import/template.csv", "porto/", "porto/edit/", "porto/memberships/new/",
]  # fmt: skip


@pytest.fixture
def porto():
    return make.organisation(slug="porto", name={"en": "Oporto", "pt": "Porto"})


@pytest.fixture
def keeper(client):
    user = people.secretariat()
    client.force_login(user)
    return user


def listed(client, **query) -> list[str]:
    page = client.get(CITIES, query)
    assert page.status_code == 200
    return [row["city"].slug for row in page.context["rows"]]


@pytest.mark.parametrize("page", [*PAGES, "../cities.csv"])
def test_pages_ask_strangers_to_sign_in(client, porto, page):
    response = client.get(f"/en/network/{page[3:]}" if page.startswith("..") else CITIES + page)
    assert (response.status_code, response.url.split("?")[0]) == (302, "/en/sign-in/")


@pytest.mark.parametrize("page", [*PAGES, "../cities.csv"])
def test_pages_do_not_exist_for_plain_people(client, porto, page):
    client.force_login(people.user())
    assert client.get(f"/en/network/{page[3:]}" if page.startswith("..") else CITIES + page).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_for_the_secretariat(client, porto, keeper, page):
    assert client.get(CITIES + page).status_code == (302 if page == "import/preview/" else 200)


@pytest.mark.parametrize(
    ("lang", "order"),
    [
        ("en", ["vienna", "valparaiso", "tartu", "berlin", "geneva", "lausanne"]),
        ("pt", ["berlin", "vienna", "valparaiso", "tartu", "geneva", "lausanne"]),
    ],
)
def test_cities_stand_under_the_countries_names_as_shown(client, keeper, lang, order):
    for slug, country in (
        ("lausanne", "CH"), ("geneva", "CH"), ("valparaiso", "CL"), ("berlin", "DE"), ("tartu", "EE"), ("vienna", "AT"),
    ):  # fmt: skip
        make.organisation(slug=slug, country=country, name={lang: "É" + slug if slug == "geneva" else "Z" + slug})

    page = client.get(f"/{lang}/network/cities/")

    assert [row["city"].slug for row in page.context["rows"]] == order


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_cities_takes_the_same_queries(client, keeper, django_assert_num_queries, rows):
    for _number in range(rows):
        make.organisation()
    with django_assert_num_queries(QUERIES):
        client.get(CITIES)


def test_coordinator_sees_own_cities_and_changes_none(client, porto):
    network = make.territorial_network()
    make.organisation(slug="lyon", territorial_network=network)
    client.force_login(people.coordinator(network))
    assert listed(client) == ["lyon"]
    assert client.get(f"{CITIES}lyon/").status_code == 200
    refused = ["porto/", "lyon/edit/", "lyon/memberships/new/", "new/", "import/"]
    assert [client.get(CITIES + page).status_code for page in refused] == [404] * 5
    assert client.post(f"{CITIES}lyon/edit/", {"country": "ES"}).status_code == 404
    assert b"porto" not in b"".join(client.get("/en/network/cities.csv").streaming_content)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("São", ["sao-paulo"]),
        ("sao", ["sao-paulo"]),
        ("PAULO sao", ["sao-paulo"]),
        ("lodz", ["lodz"]),
        ("x", []),
        ("%", ["lodz", "porto", "sao-paulo"]),
    ],
)
def test_search_folds_accents(client, porto, keeper, text, found):
    make.organisation(slug="sao-paulo", name={"en": "São Paulo"})
    make.organisation(slug="lodz", name={"en": "Łódź"})
    assert sorted(listed(client, q=text)) == found


def test_filters_by_country_and_standing(client, porto, keeper):
    make.membership(organisation=porto)
    lyon = make.organisation(slug="lyon", country="FR")
    make.membership(organisation=lyon, standing="arrears")
    make.membership(organisation=make.organisation(slug="past", name={"en": "Past"}), ends_on=date(2021, 1, 1))
    assert listed(client, country="FR") == ["lyon"]
    assert listed(client, standing="good") == ["porto"]
    assert listed(client, standing="arrears") == ["lyon"]
    assert listed(client, standing="none") == ["past"]
    assert listed(client, country="ZZ", standing="nonsense") == ["lyon", "porto", "past"]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_queries(client, keeper, django_assert_num_queries, rows):
    for _ in range(rows):
        make.membership(organisation=make.organisation(territorial_network=make.territorial_network()))
    client.get(CITIES)
    with django_assert_num_queries(7):
        assert len(listed(client)) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_export_takes_the_same_queries(client, keeper, django_assert_num_queries, rows):
    for _ in range(rows):
        make.membership()
    with django_assert_num_queries(7):
        b"".join(client.get("/en/network/cities.csv").streaming_content)


def test_pages_of_a_long_list(client, keeper):
    for _ in range(51):
        make.organisation()
    assert (len(listed(client)), len(listed(client, page="2")), len(listed(client, page="99"))) == (50, 1, 1)


def form(**changes) -> dict:
    return {
        "slug": "viladecans",
        "kind": "city",
        "country": "ES",
        "name_en": "Viladecans",
        "is_active": "on",
        **changes,
    }


def test_adding_a_city_fills_its_search_text(client, keeper):
    response = client.post(f"{CITIES}new/", form(name_es="Villa Décans", routing_codes="DIR3: L01\nSIRET: 12"))
    city = Organisation.objects.get(slug="viladecans")
    assert response.url == f"{CITIES}viladecans/"
    assert city.search == "|viladecans|villa decans"
    assert city.routing_codes == {"DIR3": "L01", "SIRET": "12"}
    assert AuditEntry.objects.get().verb == "organisation_created"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": ""}, "slug"), ({"slug": "Á b"}, "slug"), ({"slug": "new"}, "slug"), ({"slug": "porto"}, "slug"),
        ({"country": ""}, "country"), ({"country": "ZZ"}, "country"), ({"name_en": " "}, "name_en"),
        ({"kind": "x"}, "kind"), ({"territorial_network": "99"}, "territorial_network"),
        ({"routing_codes": "L01"}, "routing_codes"), ({"tax_id": "1" * 41}, "tax_id"),
    ],
)  # fmt: skip
def test_bad_data_is_refused_beside_its_field_and_kept(client, porto, keeper, changes, field):
    page = client.post(f"{CITIES}new/", form(legal_name="Ajuntament", **changes))
    assert page.status_code == 400
    assert list(page.context["form"].errors) == [field]
    assert b'value="Ajuntament"' in page.content
    assert Organisation.objects.count() == 1


def test_editing_changes_and_audits_once(client, porto, keeper):
    for _ in range(2):
        client.post(f"{CITIES}porto/edit/", form(name_en="Porto", country="PT", legal_name="Município do Porto"))
    porto.refresh_from_db()
    assert (porto.name, porto.legal_name) == ({"en": "Porto"}, "Município do Porto")
    assert porto.search == "|porto|municipio do porto"
    entry = AuditEntry.objects.get()
    assert entry.after["changed"] == ["legal_name", "name"]
    assert "Município" not in str(entry.after)


def test_slug_never_changes(client, porto, keeper):
    client.post(f"{CITIES}porto/edit/", form(slug="oporto", country="PT"))
    assert Organisation.objects.get().slug == "porto"


def test_membership_is_added_and_changed(client, porto, keeper):
    client.post(f"{CITIES}porto/memberships/new/", {"starts_on": "2020-01-01", "standing": "good"})
    period = Membership.objects.get()
    client.post(
        f"{CITIES}porto/memberships/{period.pk}/",
        {"starts_on": "2020-01-01", "ends_on": "2027-01-01", "standing": "arrears"},
    )
    period.refresh_from_db()
    assert (period.ends_on, period.standing) == (date(2027, 1, 1), "arrears")
    assert b"Dues outstanding" in client.get(f"{CITIES}porto/").content
    assert [entry.verb for entry in AuditEntry.objects.order_by("pk")] == ["membership_started", "membership_changed"]


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        ("2021-01-01", ""),
        ("2019-01-01", "2020-06-01"),
        ("2022-01-01", "2022-01-01"),
        ("2022-02-02", "2021-01-01"),
        ("", ""),
        ("31/31/2020", ""),
    ],
)
def test_bad_memberships_are_refused(client, porto, keeper, starts_on, ends_on):
    make.membership(organisation=porto)
    data = {"starts_on": starts_on, "ends_on": ends_on, "standing": "good"}
    assert client.post(f"{CITIES}porto/memberships/new/", data).status_code == 400
    assert Membership.objects.count() == 1


def test_membership_of_another_city_is_not_found(client, porto, keeper):
    other = make.membership()
    assert client.get(f"{CITIES}porto/memberships/{other.pk}/").status_code == 404


def test_export_can_be_imported_and_holds_no_formula(client, porto, keeper):
    make.membership(organisation=porto, standing="arrears")
    Organisation.objects.update(legal_name="=1+1")
    text = b"".join(client.get("/en/network/cities.csv").streaming_content).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["slug"], row["name_pt"], row["member_from"], row["standing"]) == (
        "porto",
        "Porto",
        "2020-01-01",
        "arrears",
    )
    assert row["legal_name"] == "'=1+1"


def test_finder_is_public_and_tells_name_slug_and_country_only(client, porto):
    make.organisation(slug="body", name={"en": "Porto University"}, kind="body")
    make.organisation(slug="old", name={"en": "Old Porto"}, is_active=False)
    make.organisation(slug="villa-porto", name={"en": "Villa Porto"})
    answer = client.get("/pt/network/cities.json", {"q": "PÓRTO"}).json()
    assert answer == {
        "results": [
            {"slug": "porto", "name": "Porto", "country": "PT"},
            {"slug": "villa-porto", "name": "Villa Porto", "country": "PT"},
        ]
    }


def test_finder_is_limited_and_survives_odd_text(client, porto, rate_limits):
    rate_limits.LIMITS = {**rate_limits.LIMITS, "api": (3, 60)}
    answers = [client.get("/en/network/cities.json", {"q": text}).status_code for text in ("", "ß ", "%" * 500, "a")]
    assert answers == [200, 200, 200, 429]
