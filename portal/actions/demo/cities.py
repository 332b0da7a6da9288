"""What the network does between congresses: dues, clusters with their cities, and who speaks for the liaison's city."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from accounts.actions.liaisons import claim_city, confirm_liaison, name_liaison, propose_liaison
from common.actors import Actor
from network.actions.clusters import create_cluster, give_seat
from network.actions.dues import declare_dues
from network.enums import DuesState, SeatKind
from network.models import Dues, Membership, Organisation
from portal.actions.demo.people import DEMO_ACTOR, People
from portal.rules.demo.people import DemoPerson
from portal.rules.demo.personas import HOME
from portal.rules.demo.source import cities, load

AMOUNT, CURRENCY = 25_000, "EUR"
DECLARED = ("rennes", "sorocaba", "suncheon")  # beside the liaison's city


def load_network_life(people: People, found: dict[str, Organisation], today: date, liaison: Actor) -> None:
    """Dues of two years, three clusters, and the people of the liaison's city; all of it by the verbs people use."""
    now = people.now - timedelta(hours=1)
    _dues(found, today, now, liaison)
    for row in load("clusters"):
        _cluster(row, people, found, today, now)
    _home(people, found, now, liaison)


def _dues(found: dict[str, Organisation], today: date, now: datetime, liaison: Actor) -> None:
    """Last year's are paid, but where the standing says otherwise; this year's are asked for."""
    periods = Membership.objects.filter(organisation__in=list(found.values()))
    rows = []
    for period in periods.select_related("organisation"):
        paid = cities()[period.organisation.slug]["standing"] == "good"
        for year, state in ((today.year - 1, DuesState.PAID if paid else DuesState.DUE), (today.year, DuesState.DUE)):
            settled = paid and period.pk % 3 and state == DuesState.DUE and period.organisation.slug != HOME
            rows.append(
                Dues(
                    membership=period,
                    year=year,
                    due_on=date(year, 12, 31),
                    state=DuesState.PAID if settled and period.organisation.slug not in DECLARED else state,
                    amount_minor=AMOUNT,
                    currency=CURRENCY,
                    updated_at=now,
                )
            )
    Dues.objects.bulk_create(rows)
    for n, slug in enumerate((HOME, *DECLARED)):
        row = Dues.objects.select_related("membership").get(membership__organisation__slug=slug, year=today.year)
        by = liaison if slug == HOME else DEMO_ACTOR
        declare_dues(dues=row, reference=f"TR-{today.year}-{118 + 7 * n:04}", by=by, now=now - timedelta(days=9 - n))


def _cluster(row: dict[str, Any], people: People, found: dict[str, Organisation], today: date, now: datetime) -> None:
    made = create_cluster(
        code=row["code"], name=row["name"], theme=row["theme"], description=row["description"],
        by=DEMO_ACTOR, now=now,
    )  # fmt: skip
    begun = today - timedelta(days=200)
    for kind, slugs in ((SeatKind.PILOT, row["pilots"]), (SeatKind.MEMBER, row["members"])):
        for slug in slugs:
            give_seat(cluster=made, organisation=found[slug], kind=kind, starts_on=begun, by=DEMO_ACTOR, now=now)
    for one in row["people"]:
        who = DemoPerson(**{name: text for name, text in one.items() if name != "city"})
        person = people.get(who, city=one["city"])
        people.user(person)
        named = name_liaison(
            person=person, organisation=found[one["city"]], cluster=made, starts_on=begun,
            by=DEMO_ACTOR, now=datetime.combine(begun, time(9), tzinfo=UTC),
        )  # fmt: skip
        confirm_liaison(liaison=named, by=DEMO_ACTOR, now=datetime.combine(begun, time(10), tzinfo=UTC))


def _home(people: People, found: dict[str, Organisation], now: datetime, liaison: Actor) -> None:
    """Of the liaison's city: a colleague on one theme, one proposed; elsewhere somebody claims to speak for a city."""
    city = found[HOME]
    city.legal_name, city.locality = "Ajuntament de Granollers", "Granollers"
    city.save(update_fields=["legal_name", "locality"])
    colleague = people.get(
        DemoPerson("Oleguer", "Puigserrat Mont", "es", "o.puigserrat@granollers.example.org"), city=HOME
    )
    people.user(colleague)
    named = name_liaison(
        person=colleague, organisation=city, theme="Lectura", starts_on=now.date() - timedelta(days=90),
        by=liaison, now=now - timedelta(days=90),
    )  # fmt: skip
    confirm_liaison(liaison=named, by=DEMO_ACTOR, now=now - timedelta(days=88))
    propose_liaison(
        email="d.rocabruna@granollers.example.org", given_name="Dolça", family_name="Rocabruna", language="es",
        organisation=city, by=liaison, now=now - timedelta(days=2),
    )  # fmt: skip
    claimant = people.get(DemoPerson("Ludivine", "Aubépin", "fr", "l.aubepin@dijon.example.org"), city="dijon")
    user = people.user(claimant)
    claim_city(
        person=claimant, organisation=found["dijon"], claim="Chargée de mission, direction de l’éducation",
        by=user.as_actor(), now=now - timedelta(days=1),
    )  # fmt: skip
