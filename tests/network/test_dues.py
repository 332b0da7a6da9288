"""Dues of a year: the table of steps, the verbs, what they do to a standing, and the import."""

import re
from datetime import date
from pathlib import Path

import pytest

from common.actors import Actor
from common.errors import Invalid
from common.models import AuditEntry
from common.money import Money
from network.actions import dues as actions
from network.actions import importing
from network.enums import DuesState, Standing
from network.models import Dues, Membership
from network.rules.dues import STEPS, before, covers, is_late
from network.rules.membership import two_years_after
from tests.factories import accounts as people
from tests.factories import network as make

BY = Actor.system("test")
CITIES = "/en/network/cities/"


def test_table_names_every_state():
    assert set(STEPS) == set(DuesState.values)
    assert before("paid") == {"due", "declared"}
    assert before("due") == {"declared"}


def test_dues_are_late_from_the_day_after_their_last_and_never_once_declared():
    last = date(2026, 6, 30)

    assert [is_late("due", last, date(2026, 6, 30)), is_late("due", last, date(2026, 7, 1))] == [False, True]
    assert [is_late(state, last, date(2027, 1, 1)) for state in ("declared", "paid", "waived")] == [False] * 3


def test_year_is_covered_by_one_day_of_the_half_open_period():
    assert not covers(date(2025, 1, 1), date(2026, 1, 1), 2026)
    assert covers(date(2025, 1, 1), date(2026, 1, 2), 2026)
    assert covers(date(2026, 12, 31), None, 2026)
    assert not covers(date(2027, 1, 1), None, 2026)


def test_two_years_after_a_leap_day():
    assert [two_years_after(date(2026, 5, 1)), two_years_after(date(2028, 2, 29))] == [
        date(2028, 5, 1),
        date(2030, 3, 1),
    ]


def test_diagram_is_the_table():
    text = (Path(__file__).parents[2] / "docs/algorithms/dues.md").read_text(encoding="utf-8")
    drawn = set(re.findall(r"^    (\w+) --> (\w+)$", text, re.MULTILINE))
    assert drawn == {(here, there) for here, steps in STEPS.items() for there in steps}


@pytest.mark.django_db
def test_year_is_asked_for_once_and_within_the_membership(now):
    period = make.membership(starts_on=date(2026, 1, 1))
    row = actions.ask_dues(membership=period, year=2026, amount=Money(25000, "EUR"), by=BY, now=now)

    assert (row.due_on, row.amount, row.state) == (date(2026, 12, 31), Money(25000, "EUR"), "due")
    with pytest.raises(actions.DuesAsked):
        actions.ask_dues(membership=period, year=2026, by=BY, now=now)
    with pytest.raises(Invalid):
        actions.ask_dues(membership=period, year=2025, by=BY, now=now)


@pytest.mark.django_db
def test_city_declares_and_the_secretariat_confirms(now):
    row = make.dues()
    declared = actions.declare_dues(dues=row, reference=" TR-1 ", by=Actor("user", "7"), now=now)
    confirmed = actions.confirm_dues(dues=row, by=BY, now=now)

    assert (declared.state, declared.reference, declared.declared_by) == ("declared", "TR-1", "user:7")
    assert (confirmed.state, confirmed.reference) == ("paid", "TR-1")
    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True)) == ["dues_declared", "dues_confirmed"]


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["paid", "waived"])
def test_what_is_settled_stays_so(now, state):
    row = make.dues(state=state)
    for verb in (actions.confirm_dues, actions.waive_dues, actions.hand_back_dues):
        with pytest.raises(actions.DuesSettled):
            verb(dues=row, by=BY, now=now)
    with pytest.raises(actions.DuesSettled):
        actions.declare_dues(dues=row, reference="x", by=BY, now=now)


@pytest.mark.django_db
def test_declaration_needs_a_reference(now):
    with pytest.raises(Invalid):
        actions.declare_dues(dues=make.dues(), reference=" ", by=BY, now=now)


@pytest.mark.django_db
def test_handed_back_dues_may_be_declared_again(now):
    row = make.dues()
    actions.declare_dues(dues=row, reference="x", by=BY, now=now)
    assert actions.hand_back_dues(dues=row, by=BY, now=now).state == "due"
    assert actions.declare_dues(dues=row, reference="y", by=BY, now=now).reference == "y"


@pytest.mark.django_db
def test_late_year_puts_in_arrears_by_a_verb_only(now):
    period = make.membership()
    row = make.dues(membership=period, year=2025, due_on=date(2026, 11, 20))
    assert Membership.objects.get().standing == Standing.GOOD

    actions.put_in_arrears(membership=period, by=BY, now=now)
    assert Membership.objects.get().standing == Standing.ARREARS
    actions.confirm_dues(dues=row, by=BY, now=now)
    assert Membership.objects.get().standing == Standing.GOOD


@pytest.mark.django_db
def test_arrears_end_with_the_last_late_year_and_suspension_does_not(now):
    period = make.membership(standing="arrears")
    first, last = (make.dues(membership=period, year=year, due_on=date(year, 12, 31)) for year in (2024, 2025))
    actions.confirm_dues(dues=first, by=BY, now=now)
    assert Membership.objects.get().standing == Standing.ARREARS
    Membership.objects.update(standing="suspended")
    actions.waive_dues(dues=last, by=BY, now=now)
    assert Membership.objects.get().standing == Standing.SUSPENDED


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "due_on"), [("due", date(2026, 11, 21)), ("declared", date(2025, 1, 1))])
def test_nothing_late_leaves_the_standing(now, state, due_on):
    period = make.membership()
    make.dues(membership=period, due_on=due_on, state=state, declared_at=now)
    with pytest.raises(actions.NothingLate):
        actions.put_in_arrears(membership=period, by=BY, now=now)


# --- pages --------------------------------------------------------------------------------------
@pytest.fixture
def keeper(client):
    user = people.secretariat()
    client.force_login(user)
    return user


@pytest.mark.django_db
def test_secretariat_asks_confirms_and_puts_in_arrears(client, keeper):
    city = make.organisation(slug="porto")
    period = make.membership(organisation=city)
    data = {"year": "2025", "amount": "250,00", "currency": "eur", "due_on": "2025-06-30"}
    asked = client.post(f"{CITIES}porto/memberships/{period.pk}/dues/", data)
    assert asked.url == f"{CITIES}porto/"
    row = Dues.objects.get()
    assert (row.amount, row.due_on) == (Money(25000, "EUR"), date(2025, 6, 30))
    client.post(f"{CITIES}porto/memberships/{period.pk}/arrears/")
    assert Membership.objects.get().standing == "arrears"
    assert "Late" in client.get(f"{CITIES}porto/").content.decode()
    client.post(f"{CITIES}porto/dues/{row.pk}/", {"verb": "confirm"})
    assert (Dues.objects.get().state, Membership.objects.get().standing) == ("paid", "good")


@pytest.mark.django_db
def test_amount_needs_its_currency_and_the_year_its_membership(client, keeper):
    period = make.membership(organisation=make.organisation(slug="porto"))
    page = f"{CITIES}porto/memberships/{period.pk}/dues/"
    for data in ({"year": "2026", "amount": "5"}, {"year": "2026", "amount": "x", "currency": "EUR"}, {"year": "1999"}):
        assert client.post(page, data).status_code == 400
    assert not Dues.objects.exists()


@pytest.mark.django_db
def test_dues_of_another_city_do_not_exist_here(client, keeper):
    make.organisation(slug="porto")
    row = make.dues()
    assert client.post(f"{CITIES}porto/dues/{row.pk}/", {"verb": "confirm"}).status_code == 404
    assert Dues.objects.get().state == "due"


@pytest.mark.django_db
def test_unknown_verb_does_not_exist(client, keeper):
    row = make.dues(membership=make.membership(organisation=make.organisation(slug="porto")))
    assert client.post(f"{CITIES}porto/dues/{row.pk}/", {"verb": "burn"}).status_code == 404


# --- import -------------------------------------------------------------------------------------
def judged(rows: str) -> list[list[tuple[str, str]]]:
    header = "slug,name,country,member_from,standing,dues_year,dues_state\n"
    file = importing.keep_table(data=(header + rows).encode(), original_name="x.csv", now=people.NOW)
    return [line.problems for line in importing.preview(file=file, choices={})]


@pytest.mark.django_db
@pytest.mark.usefixtures("files_dir")
def test_import_judges_dues():
    city = make.organisation(slug="porto", name={"en": "Oporto"})
    make.dues(membership=make.membership(organisation=city), state="paid")
    other = make.organisation(slug="lyon", name={"en": "Lyon"}, country="FR")
    make.membership(organisation=other, starts_on=date(2025, 1, 1), ends_on=date(2026, 1, 1))
    rows = "porto,,,,,2026,due\nlyon,,,,,2026,paid\nbraga,Braga,PT,2026-05-01,,2026,\nfaro,Faro,PT,,,26,\n"

    assert judged(rows) == [
        [("dues_state", "dues_step")],
        [("dues_year", "dues_without_membership")],
        [],
        [("dues_year", "dues_year_unreadable")],
    ]
    assert judged("porto,,,,,,paid\nlyon,,,,,2025,owed\n") == [
        [("dues_year", "dues_year_missing")],
        [("dues_state", "dues_state_unknown")],
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("files_dir")
def test_import_brings_dues_and_a_repeat_changes_nothing(now):
    make.membership(organisation=make.organisation(slug="porto", name={"en": "Oporto"}))
    header = b"slug,name,country,member_from,dues_year,dues_state\n"
    table = header + b"porto,,,,2026,paid\nbraga,Braga,PT,2026-01-01,2026,declared\n"
    for _ in range(2):
        file = importing.keep_table(data=table, original_name="x.csv", now=now)
        importing.import_cities(file_id=file.pk, choices={}, by=BY, now=now)

    found = Dues.objects.order_by("membership__organisation__slug").values_list(
        "membership__organisation__slug", "state"
    )
    assert list(found) == [("braga", "declared"), ("porto", "paid")]
    assert AuditEntry.objects.filter(verb__startswith="dues_").count() == 4
