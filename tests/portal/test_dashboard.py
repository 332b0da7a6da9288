"""The dashboard: figures in the right number, each leading to the list behind it, for every role its own rooms."""

from datetime import UTC, datetime
from typing import Any

import pytest

from common.models import QueuedMail
from common.money import Money
from payments.actions import orders
from payments.actions.receipts import receive_transfer
from payments.models import Order
from registration.models import Registration, Terms
from tests.factories import accounts, network, programme, visits
from tests.factories import congress as make
from tests.factories import registration as people
from tests.payments import factories as money
from tests.registration import doors

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
URL = "/en/here/manage/"


@pytest.fixture
def event() -> Any:
    return make.congress(slug="here")


def letter(event: Any, state: str = "sent") -> QueuedMail:
    number = QueuedMail.objects.count()
    return QueuedMail.objects.create(
        message_id=f"<{number}@example.org>", scope=event.slug, template="link", to="ana@example.org", language="en",
        subject="Subject", body="Text", state=state, next_at=NOW, created_at=NOW,
    )  # fmt: skip


def guests(event: Any) -> list[Registration]:
    """Six people of three countries and two languages; five of them hold a place."""
    kinds = [people.category(congress=event), people.category(congress=event)]
    told = [
        ("confirmed", "ES", "es", 0),
        ("confirmed", "ES", "fr", 0),
        ("secured", "FR", "fr", 1),
        ("awaiting_payment", "PT", "es", 1),
        ("no_show", "PT", "es", 1),
        ("waitlisted", "ES", "es", 1),
    ]
    return [
        people.registration(
            congress=event, category=kinds[kind], state=state, language=language,
            organisation=network.organisation(country=country),
        )
        for state, country, language, kind in told
    ]  # fmt: skip


def shelf(event: Any) -> None:
    """Four orders: one paid, one paid in part, one open, one expired unpaid."""
    book = money.book(code="here-book", scope="here")
    Terms.objects.filter(congress=event).update(book=book)
    paid, part, _open, late = (money.order(NOW, shelf=book) for _ in range(4))
    for order, amount in ((paid, 30000), (part, 10000)):
        receive_transfer(order=order, amount=Money(amount, "EUR"), received_on=NOW.date(),
                         bank_reference=order.code, by=money.CLERK, now=NOW)  # fmt: skip
    late.refresh_from_db()
    orders.expire_order(order=late, by=money.CLERK, now=late.expires_at)


def slots(event: Any, rows: list[Registration]) -> None:
    """One full slot with somebody waiting, one empty, one cancelled."""
    full = visits.departure(visit=visits.visit(congress=event), places=1)
    visits.booking(full, rows[0])
    visits.booking(full, rows[1], waiting_list=True)
    visits.departure(visit=visits.visit(congress=event), places=5)
    visits.departure(visit=visits.visit(congress=event), places=7, state="cancelled")


def call(event: Any) -> None:
    of = make.call(congress=event)
    for state in ("draft", "submitted", "submitted", "accepted"):
        make.submission(call=of, state=state)


def plan(event: Any) -> None:
    programme.session(congress=event, is_ready=True, interpretation=["fr", "es"])
    programme.session(congress=event, is_ready=True, interpretation=["fr"])
    programme.session(congress=event)
    programme.session(congress=event, is_cancelled=True, interpretation=["fr"])


@pytest.fixture
def full(event: Any) -> Any:
    """A congress with some of everything."""
    rows = guests(event)
    shelf(event)
    slots(event, rows)
    call(event)
    plan(event)
    for state in ("sent", "sent", "queued", "failed"):
        letter(event, state)
    return event


def member(event: Any, role: str) -> Any:
    return make.team_member(congress=event, role=role).user


def links(page: Any) -> list[tuple[str, str, str]]:
    """(label, value, address) of every tile, slot and row."""
    sections, charts = page.context["sections"], page.context["charts"]
    tiles = [(stat["label"], stat["value"], stat["url"]) for section in sections for stat in section.get("stats", [])]
    tasks = [(task["title"], "", task["url"]) for section in sections for task in section.get("tasks", [])]
    rows = [(row["label"], str(row["value"]), row.get("url", "")) for chart in charts for row in chart["rows"]]
    return [link for link in (*tiles, *tasks, *rows) if link[2]]


def behind(client: Any, url: str) -> str:
    """The figure as the list behind it says it."""
    context = client.get(url).context
    if "finance" in url:
        column = {"charged": "charged_minor", "received": "received_minor", "refunded": "refunded_minor"}
        name = column[url.partition("money=")[2]]
        codes = [order.code for order, _label, _tone in context["rows"]]
        sums = Order.objects.filter(code__in=codes).values_list(name, flat=True)
        return f"€{sum(sums) / 100:,.2f}"
    if "/visits/" in url:
        rows = [item["row"] for item in context["rows"]]
        figures = {
            "booked": sum(row.taken for row in rows),
            "free": sum(row.places - row.taken for row in rows),
            "waiting": sum(row.waiting for row in rows),
        }
        return str(figures[url.partition("show=")[2]])
    if "/programme/" in url:
        return str(sum(len(rows) for _day, rows in context["days"]))
    return str(context["page_obj"].paginator.count)


# --- what is behind a figure --------------------------------------------------------------------
def test_each_figure_leads_to_exactly_what_it_counts(client_for, full):
    client = client_for(member(full, "owner"))
    found = {url: (value, behind(client, url)) for _label, value, url in links(client.get(URL))}

    assert {url: pair for url, pair in found.items() if pair[0] != pair[1]} == {}
    assert {value for url, (value, _behind) in found.items() if "state=holding&country" in url} == {"2", "1"}
    assert found["/en/here/manage/registrations/?state=holding"][0] == "5"
    assert found["/en/finance/here-book/?money=charged"][0] == "€900.00"


def test_badges_let_in_lead_to_the_scans_of_their_point(client_for):
    here = doors.door()
    main, side = here.point("main"), here.point("side")
    _device, scanner = here.device(main.code, side.code)
    rows = [here.registration() for _ in range(3)]
    doors.hand(scanner, *(doors.scan(main.code, here.text(row)) for row in rows[:2]))
    doors.hand(scanner, doors.scan(side.code, here.text(rows[2])), doors.scan(side.code, here.text(rows[2])))
    client = client_for(member(here.congress, "safety"))

    tiles = links(client.get(f"/en/{here.congress.slug}/manage/"))

    assert [(label, value) for label, value, _url in tiles] == [
        ("badges let in: Main", "2"),
        ("badge let in: Side", "1"),
    ]
    assert [behind(client, url) for _label, _value, url in tiles] == ["2", "1"]
    board = client.get(f"/en/{here.congress.slug}/manage/door/?point=side").context
    assert (board["page_obj"].paginator.count, len(board["scans"])) == (2, 2)
    refused = client.get(f"/en/{here.congress.slug}/manage/door/?point=side&show=refused").context["scans"]
    assert refused == []


@pytest.mark.parametrize(
    "role", ["owner", "registration", "desk", "treasurer", "programme", "visits", "guide", "interpreters", "chair",
             "door", "safety", "auditor"]
)  # fmt: skip
def test_no_role_is_led_to_a_page_that_is_closed_to_it(client_for, full, role):
    people.point(congress=full)
    client = client_for(member(full, role))
    page = client.get(URL)
    addresses = [url for _label, _value, url in links(page)] + [room["url"] for room in page.context["rooms"]]

    assert addresses
    assert {url: client.get(url).status_code for url in addresses} == dict.fromkeys(addresses, 200)


def test_a_chair_counts_nothing_they_are_party_to(client_for, event):
    city = network.organisation()
    chair = make.member(congress=event, organisation=city, role="chair").user
    of = make.call(congress=event)
    make.submission(call=of, author=make.author(organisation=city).person)
    make.submission(call=of)
    client = client_for(chair)

    [(label, value, url)] = links(client.get(URL))

    assert (label, value, behind(client, url)) == ("Submitted", "1", "1")


# --- words --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, ["registration that holds a place", "Place guaranteed", "letter sent"]),
        (2, ["registrations that hold a place", "Places guaranteed", "letters sent"]),
    ],
)
def test_labels_stand_in_the_number_of_their_figure(client_for, event, number, words):
    for _ in range(number):
        people.registration(congress=event, state="secured")
        letter(event)

    labels = [
        label
        for label, value, _url in links(client_for(member(event, "registration")).get(URL))
        if value == str(number)
    ]

    assert labels[: len(words)] == words


# --- roles --------------------------------------------------------------------------------------
def titles(page: Any) -> list[str]:
    return [section["title"] for section in page.context["sections"]]


def test_a_guide_finds_the_slots_to_come(client_for, full):
    page = client_for(member(full, "guide")).get(URL)

    assert titles(page) == ["Study visits", "The next slots"]
    assert [task["detail"].partition(" · ")[2] for task in page.context["sections"][1]["tasks"]] == [
        "1 person booked",
        "0 people booked",
    ]
    assert page.context["charts"] == []


def test_interpreters_find_the_sessions_and_who_needs_them(client_for, full):
    page = client_for(member(full, "interpreters")).get(URL)
    charts = {chart["caption"]: chart["rows"] for chart in page.context["charts"]}

    assert titles(page) == ["Programme"]
    assert [(row["label"], row["value"], row["url"]) for row in charts["People by language of letters"]] == [
        ("Spanish", 3, ""),
        ("French", 2, ""),
    ]
    assert [(row["label"], row["value"]) for row in charts["Sessions by language of interpretation"]] == [
        ("French", 2),
        ("Spanish", 1),
    ]


def test_the_secretariat_finds_what_the_auditor_finds(client_for, full):
    pages = [client_for(user).get(URL) for user in (member(full, "auditor"), accounts.secretariat())]
    auditors, secretariats = (links(page) for page in pages)

    assert secretariats == auditors
    assert pages[1].context["rooms"] == pages[0].context["rooms"]


def test_a_role_without_figures_is_told_so(client_for, full):
    page = client_for(member(full, "translator")).get(URL)

    assert "There are no figures for your role." in page.content.decode()


def test_parts_that_a_congress_does_not_use_show_nowhere(client_for, full):
    full.parts = []
    full.save(update_fields=["parts"])
    page = client_for(member(full, "owner")).get(URL)

    assert titles(page) == ["Registrations", "Letters"]


# --- how many queries ---------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_what_is_counted(client_for, assert_queries, event, rows):
    book = money.book(scope="here")
    people.terms(congress=event, book=book)
    of = make.call(congress=event)
    for _ in range(rows):
        row = people.registration(congress=event, organisation=network.organisation(country="ES"))
        money.order(NOW, shelf=book)
        make.submission(call=of)
        visits.booking(visits.departure(visit=visits.visit(congress=event)), row)
        programme.session(congress=event, interpretation=["fr"])
        people.point(congress=event)
        letter(event)
    client = client_for(member(event, "owner"))

    with assert_queries(23):
        client.get(URL)
