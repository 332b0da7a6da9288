"""The network under the demo: territorial networks, cities, memberships, hosts, the legal entity and its books."""

from datetime import date, timedelta

from babel.languages import get_official_languages

from common.fields import pick
from network.models import Membership, Organisation, TerritorialNetwork
from network.rules.search import search_text
from payments.models import Book, Issuer
from portal.rules.demo.source import cities, load

ENTITY = "vallclara"


def _own_name(name: dict[str, str], country: str) -> str:
    """A city's name as its own country writes it, where it is known so: an address has one name in all languages."""
    spoken = get_official_languages(country, de_facto=True)
    return next((name[code] for code in spoken if code in name), pick(name, "en"))


def load_network(today: date) -> dict[str, Organisation]:
    """Networks, 189 cities with their memberships, and the hosts; slug → organisation."""
    networks = {row["code"]: TerritorialNetwork(code=row["code"], name=row["name"]) for row in load("networks")}
    TerritorialNetwork.objects.bulk_create(networks.values())
    rows = [
        Organisation(
            slug=slug,
            kind="city",
            name=city["name"],
            search=search_text([*city["name"].values(), slug]),
            country=city["country"],
            territorial_network=networks.get(city["network"]) if city["network"] else None,
            locality=_own_name(city["name"], city["country"]),
        )
        for slug, city in cities().items()
    ]
    rows += [
        Organisation(
            slug=host["slug"],
            kind="body",
            name=host["name"],
            search=search_text([*host["name"].values(), host["slug"]]),
            country=host["country"],
            address=host["address"],
            locality=host["city_name"],
            tax_id=host["tax_id"],
        )
        for host in load("congress")["hosts"]
    ]
    Organisation.objects.bulk_create(rows)
    found = {row.slug: row for row in rows}
    Membership.objects.bulk_create(
        Membership(
            organisation=found[slug],
            starts_on=_joined(city["joined"], today),
            standing=city["standing"],
        )
        for slug, city in cities().items()
    )
    return found


def _joined(year: int, today: date) -> date:
    return min(date(int(year), 1, 1), today - timedelta(days=400))


def load_books(editions: dict[str, tuple[dict[str, str], str]]) -> dict[str, Book]:
    """One legal entity and a book per edition (slug → name and zone); its account is the IBAN registry's specimen."""
    host = load("congress")["hosts"][0]
    issuer = Issuer.objects.create(
        code=ENTITY,
        legal_name=pick(host["name"], "en"),
        address=host["address"],
        country=host["country"],
        tax_id="",
        iban="ES9121000418450200051332",
        bic="CAIXESBBXXX",
    )
    return {
        slug: Book.objects.create(
            code=slug, name=name, scope=slug, issuer=issuer, currency="EUR", transfer_days=30, timezone=zone
        )
        for slug, (name, zone) in editions.items()
    }
