"""Registering one person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from common.errors import Invalid
from common.models import AuditEntry, QueuedMail
from registration.actions.places import AddOnFull, CategoryFull
from registration.actions.register import AlreadyRegistered, NotEligible, RegistrationClosed, register
from registration.enums import State
from registration.models import AddOn, Category, Fee, Registration, Terms
from tests.registration.scene import BY, NOW, application, city, open_congress

pytestmark = pytest.mark.django_db


def test_register_holds_a_place_and_opens_an_order():
    event = open_congress()
    row = register(congress=event, application=application(), by=BY, now=NOW)
    assert (row.state, row.order.total.text, row.order.expires_at) == (
        State.AWAITING_PAYMENT, "300.00", NOW + timedelta(minutes=30)
    )  # fmt: skip
    assert Category.objects.get(code="member").taken == 1
    assert Terms.objects.get().taken == 1


def test_register_free_of_charge_confirms_at_once():
    row = register(congress=open_congress(), application=application(category="observer"), by=BY, now=NOW)
    assert (row.state, row.order, row.confirmed_at) == (State.CONFIRMED, None, NOW)


def test_register_writes_the_trail_without_names_in_clear():
    row = register(congress=open_congress(), application=application(), by=BY, now=NOW)
    entry = AuditEntry.objects.get(verb="registered")
    assert entry.after == {"state": "awaiting_payment", "category": "member"}
    assert "Ana" not in f"{entry.subject_label}{entry.after}{entry.before}{entry.private}"
    assert entry.person == row.person.ref


def test_register_queues_the_letter_in_the_persons_language():
    register(congress=open_congress(), application=application(language="pt"), by=BY, now=NOW)
    letter = QueuedMail.objects.get(template="registration_awaiting_payment")
    assert (letter.language, letter.to) == ("pt", "ana@example.org")
    assert "⟦manage_url⟧" in letter.body


def test_register_gives_the_row_a_number_and_a_change_number():
    row = register(congress=open_congress(), application=application(), by=BY, now=NOW)
    row.refresh_from_db()
    assert (row.number, row.changed) == (1, 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"consents": ()}, "consents"),
        ({"given_name": "", "family_name": " "}, "given_name"),
        ({"category": "nope"}, "category"),
        ({"add_ons": ("nope",)}, "add_ons"),
        ({"organisation": "nowhere"}, "city"),
    ],
)
def test_register_names_the_field_that_is_wrong(change, field):
    event = open_congress()
    with pytest.raises(Invalid) as refused:
        register(congress=event, application=replace(application(), **change), by=BY, now=NOW)
    assert list(refused.value.fields) == [field]
    assert Registration.objects.count() == 0
    assert Category.objects.get(code="member").taken == 0


def test_register_asks_for_a_city_where_the_category_needs_one():
    event = open_congress()
    Category.objects.filter(code="member").update(needs=["city"])
    with pytest.raises(Invalid) as refused:
        register(congress=event, application=application(), by=BY, now=NOW)
    assert list(refused.value.fields) == ["city"]


@pytest.mark.parametrize(
    ("standing", "admitted"), [("good", True), ("arrears", False), ("suspended", False), (None, False)]
)
def test_register_as_a_member_needs_good_standing(standing, admitted):
    event = open_congress()
    Category.objects.filter(code="member").update(eligibility="member_city")
    city(standing=standing)
    asked = application(organisation="granollers")
    if admitted:
        assert register(congress=event, application=asked, by=BY, now=NOW).state == State.AWAITING_PAYMENT
    else:
        with pytest.raises(NotEligible):
            register(congress=event, application=asked, by=BY, now=NOW)


def test_register_the_same_person_twice_is_refused():
    event = open_congress()
    register(congress=event, application=application(), by=BY, now=NOW)
    with pytest.raises(AlreadyRegistered):
        register(
            congress=event, application=application(family_name="PEREZ  GOMEZ", email="Ana@example.org"), by=BY, now=NOW
        )
    assert Category.objects.get(code="member").taken == 1


def test_register_a_colleague_at_the_same_address_is_accepted():
    event = open_congress()
    register(congress=event, application=application(), by=BY, now=NOW)
    other = register(congress=event, application=application(given_name="Blanca"), by=BY, now=NOW)
    assert other.state == State.AWAITING_PAYMENT


def test_register_after_cancelling_is_possible():
    event = open_congress()
    row = register(congress=event, application=application(), by=BY, now=NOW)
    Registration.objects.filter(pk=row.pk).update(state=State.CANCELLED)
    assert register(congress=event, application=application(), by=BY, now=NOW).pk != row.pk


@pytest.mark.parametrize("seconds", [-1, 0])
def test_register_opens_at_its_instant(seconds):
    event = open_congress()
    Terms.objects.update(opens_at=NOW)
    when = NOW + timedelta(seconds=seconds)
    if seconds < 0:
        with pytest.raises(RegistrationClosed):
            register(congress=event, application=application(), by=BY, now=when)
    else:
        assert register(congress=event, application=application(), by=BY, now=when)


def test_register_is_closed_from_the_closing_instant_on():
    event = open_congress()
    Category.objects.filter(code="member").update(closes_at=NOW)
    with pytest.raises(RegistrationClosed):
        register(congress=event, application=application(), by=BY, now=NOW)


def test_register_in_a_gap_of_the_fee_table_is_refused():
    event = open_congress()
    Fee.objects.update(ends_at=NOW)
    with pytest.raises(RegistrationClosed):
        register(congress=event, application=application(), by=BY, now=NOW)


def test_register_in_a_full_category_is_refused():
    event = open_congress()
    Category.objects.filter(code="observer").update(places=0)
    with pytest.raises(CategoryFull):
        register(congress=event, application=application(category="observer"), by=BY, now=NOW)
    assert Terms.objects.get().taken == 0


def test_register_in_a_full_category_waits_when_asked():
    event = open_congress()
    Category.objects.filter(code="member").update(places=0)
    row = register(congress=event, application=application(waiting_list=True), by=BY, now=NOW)
    assert (row.state, row.order_id, Category.objects.get(code="member").taken) == (State.WAITLISTED, None, 0)


def test_register_takes_a_place_of_a_hold_that_has_run_out():
    event = open_congress()
    Category.objects.filter(code="member").update(places=1)
    first = register(congress=event, application=application(), by=BY, now=NOW)
    second = register(
        congress=event, application=application(given_name="Blanca"), by=BY, now=NOW + timedelta(minutes=31)
    )
    first.refresh_from_db()
    assert (first.state, second.state) == (State.EXPIRED, State.AWAITING_PAYMENT)
    assert Category.objects.get(code="member").taken == 1


def test_register_with_a_full_extra_is_refused_whole():
    event = open_congress()
    AddOn.objects.create(congress=event, code="tour", name={"en": "Tour"}, places=0)
    with pytest.raises(AddOnFull):
        register(congress=event, application=application(add_ons=("tour",)), by=BY, now=NOW)
    assert (Category.objects.get(code="member").taken, Registration.objects.count()) == (0, 0)


def test_register_with_approval_asks_for_no_money_yet():
    event = open_congress()
    Category.objects.filter(code="member").update(needs=["approval"])
    row = register(congress=event, application=application(), by=BY, now=NOW)
    assert (row.state, row.order_id) == (State.AWAITING_APPROVAL, None)


def test_register_keeps_a_name_of_ninety_letters_and_any_script():
    event = open_congress()
    for name in ("Ж" * 90, "홍길동", "محمد", "Nguyễn Thị Ánh"):
        row = register(congress=event, application=application(given_name=name, family_name=""), by=BY, now=NOW)
        assert row.person.given_name == name
