"""A city's page for those who speak for it: what it shows, to whom, and what they may change."""

import re
from datetime import date

import pytest

from common.models import AuditEntry, QueuedMail
from network.actions.identity import identity_mark
from network.models import Dues
from registration.models import Delegation, Registration
from tests.factories import accounts as people
from tests.factories import congress as make
from tests.factories import network
from tests.factories import registration as registering
from tests.payments import factories as money

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)
PAGE = "/en/me/cities/porto/"


@pytest.fixture
def city():
    return network.organisation(slug="porto", name={"en": "Oporto"})


@pytest.fixture
def liaison(client, city):
    user = people.user()
    people.liaison(person=user.person, organisation=city)
    client.force_login(user)
    return user


def delegation(event, city, head, code, now, *, order=None, names=("Bea",)):
    made = Delegation.objects.create(congress=event, code=code, organisation=city, head=head, created_at=now)
    for name in names:
        who = people.person(given_name=name, family_name=code)
        row = registering.registration(congress=event, organisation=city, person=who)
        Registration.objects.filter(pk=row.pk).update(delegation=made, order=order)
    return made


def text(client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("page", ["", "people/new/", "invoices/"])
def test_somebody_elses_city_does_not_exist(client, city, page):
    assert client.get(PAGE + page).url.startswith("/en/sign-in/")
    user = people.user(person=people.person(organisation=city))
    client.force_login(user)
    assert client.get(PAGE + page).status_code == 404
    people.liaison(person=user.person)
    people.liaison(person=user.person, organisation=city, confirmed_at=None)
    people.liaison(person=user.person, organisation=city, ends_on=DAY)
    people.liaison(person=user.person, organisation=city, cluster=network.cluster())
    people.liaison(person=user.person, organisation=city, starts_on=date(2026, 11, 22))
    assert client.get(PAGE + page).status_code == 404


def test_secretariat_reads_and_changes_nothing(client, city, now):
    order = money.order(now)
    delegation(make.congress(), city, people.person(), "DAAA", now, order=order)
    row = network.dues(membership=network.membership(organisation=city))
    client.force_login(people.secretariat())
    assert "/p/" not in text(client)
    for page in ("people/new/", "invoices/", f"dues/{row.pk}/"):
        assert client.get(PAGE + page).status_code == 404


def test_experiences_handed_in_and_who_is_writing(client, city, liaison):
    event = make.congress(slug="open")
    call = make.call(congress=event)
    values = {"call": call, "organisation": city}
    told = make.submission(**values, state="accepted", may_publish=True, title={"en": "Told"})
    make.submission(**values, state="accepted", title={"en": "Quiet"})
    make.submission(**values, state="withdrawn", title={"en": "Gone"})
    make.submission(call=call, title={"en": "Elsewhere"})
    author = people.person(given_name="Iria", family_name="Writes")
    make.submission(**values, state="draft", title={"en": "Unfinished"}, author=author)
    hidden = make.call(congress=make.congress(state="draft"))
    make.submission(call=hidden, organisation=city, title={"en": "Rehearsed"})
    page = text(client)
    assert f"/en/open/experiences/{told.code}/" in page
    assert page.count("/en/open/experiences/") == 1
    assert [word in page for word in ("Told", "Quiet", "Iria Writes", "Unfinished")] == [True] * 4
    assert [word in page for word in ("Gone", "Elsewhere", "Rehearsed")] == [False] * 3


def test_rows_lead_to_what_they_list(client, city, liaison, now):
    event = make.congress(slug="open")
    call = make.call(congress=event)
    own = make.submission(call=call, organisation=city, author=liaison.person, title={"en": "Own"})
    make.submission(call=call, organisation=city, title={"en": "Somebody's"})
    make.submission(call=call, organisation=city, author=liaison.person, state="draft")
    delegation(event, city, people.person(), "DAAA", now)

    page = text(client)

    assert f'href="/en/open/submissions/{own.code}/"' in page
    assert f'href="/en/open/call/{call.code}/city/{city.slug}/">Somebody' in page
    assert page.count('href="/en/open/"') == 4  # beside each experience, beside the draft, and of those who come


def test_the_secretariat_is_led_to_the_books_and_the_memberships(client, city, now):
    event = make.congress()
    order = money.order(now)
    registering.terms(congress=event, book=order.book)
    delegation(event, city, people.person(), "DAAA", now, order=order)
    period = network.membership(organisation=city)
    client.force_login(people.secretariat())

    paper = make.submission(call=make.call(congress=event), organisation=city)

    page = text(client)

    for address in (
        f"/submissions/{paper.code}/",
        f"/en/finance/{order.book.code}/orders/{order.code}/",
        f"/memberships/{period.pk}/",
    ):
        [href] = re.findall(f'href="([^"]*{address})"', page)
        assert client.get(href).status_code == 200


def test_names_only_where_one_is_head(client, city, liaison, now):
    event = make.congress()
    delegation(event, city, liaison.person, "DOWN", now, names=("Bea", "Carl"))
    delegation(event, city, people.person(given_name="Hedda"), "DTHR", now, names=("Dora",))
    page = text(client)
    assert "Bea DOWN and Carl DOWN" in page
    assert [word in page for word in ("Dora", "Hedda", "/delegations/DTHR/")] == [False] * 3
    assert "3 people registered" in page


def test_orders_of_the_city_with_the_way_to_pay(client, city, liaison, now):
    order, other = money.order(now), money.order(now)
    delegation(make.congress(), city, people.person(), "DAAA", now, order=order)
    delegation(make.congress(), network.organisation(), people.person(), "DBBB", now, order=other)
    page = text(client)
    assert order.code in page
    assert other.code not in page
    assert len(set(re.findall(r"/p/[^/]+/", page))) == 1
    assert f">{order.code}</a></th>" in page


def test_liaison_declares_dues_once(client, city, liaison):
    row = network.dues(membership=network.membership(organisation=city))
    page = f"{PAGE}dues/{row.pk}/"
    assert "Our dues are paid" in text(client)
    assert client.post(page, {"reference": ""}).status_code == 400
    assert client.post(page, {"reference": "TR-7"}).url == PAGE
    kept = Dues.objects.get()
    assert (kept.state, kept.reference, kept.declared_by) == ("declared", "TR-7", f"user:{liaison.pk}")
    assert client.post(page, {"reference": "TR-8"}).status_code == 409
    assert client.get(f"{PAGE}dues/{network.dues().pk}/").status_code == 404


def test_liaison_proposes_and_the_name_of_an_account_is_not_told(client, city, liaison):
    keeper = people.secretariat()
    people.user(email="known@example.org", person=people.person(given_name="Secret", family_name="Name"))
    data = {"email": "Known@example.org", "given_name": "Guess"}
    assert client.post(f"{PAGE}people/new/", data).url == PAGE
    assert client.post(f"{PAGE}people/new/", data).status_code == 409
    letters = QueuedMail.objects.order_by("id").values_list("template", flat=True)
    assert list(letters) == ["accounts_liaison_proposed", "accounts_liaison_waiting"]
    assert keeper.email in QueuedMail.objects.values_list("to", flat=True)
    page = text(client)
    assert ["known@example.org" in page, "Secret" in page] == [True, False]


def test_invoice_data_is_changed_audited_and_told(client, city, liaison):
    keeper = people.secretariat()
    data = {"legal_name": "City of Porto", "tax_id": "PT1", "routing_codes": "DIR3: L1", "seen": identity_mark(city)}
    assert client.post(f"{PAGE}invoices/", data).url == PAGE
    city.refresh_from_db()
    assert (city.legal_name, city.tax_id, city.routing_codes) == ("City of Porto", "PT1", {"DIR3": "L1"})
    assert AuditEntry.objects.get().after == {"changed": ["legal_name", "tax_id", "routing_codes"]}
    assert QueuedMail.objects.get().to == keeper.email
    client.post(f"{PAGE}invoices/", data | {"seen": identity_mark(city)})
    assert QueuedMail.objects.count() == 1


def test_second_writer_sees_what_the_first_wrote(client, city, liaison):
    old = identity_mark(city)
    client.post(f"{PAGE}invoices/", {"legal_name": "First", "seen": old})
    answer = client.post(f"{PAGE}invoices/", {"legal_name": "Second", "seen": old})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert ["First" in shown, "Second" in shown] == [True, True]
    city.refresh_from_db()
    assert city.legal_name == "First"
    client.post(f"{PAGE}invoices/", {"legal_name": "Second", "seen": identity_mark(city)})
    city.refresh_from_db()
    assert city.legal_name == "Second"


def test_me_leads_to_the_city(client, city, liaison):
    page = client.get("/en/me/").content.decode()
    assert PAGE in page
    assert "/en/me/cities/claim/" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_the_same_queries(client, city, liaison, now, django_assert_num_queries, rows):
    for number in range(rows):
        event = make.congress()
        call = make.call(congress=event)
        make.submission(call=call, organisation=city)
        make.submission(call=call, organisation=city, state="draft")
        delegation(event, city, people.person(), f"DX{number}", now, order=money.order(now))
        delegation(event, city, liaison.person, f"DY{number}", now, names=("Ea", "Eb"))
        people.liaison(organisation=city)
        starts_on = date(2020 + number, 1, 1)
        period = network.membership(organisation=city, starts_on=starts_on, ends_on=date(2021 + number, 1, 1))
        network.dues(membership=period, year=2020 + number)
    with django_assert_num_queries(17):
        client.get(PAGE)
