"""The bar over registering goes on over the payment, which does not know what is being paid."""

import re

import pytest

from payments.models import Order
from payments.queries.links import pay_url
from registration.actions.delegations import add_members, open_delegation
from registration.models import Registration
from tests.payments import factories as money
from tests.registration.scene import BY, NOW, application, city, open_congress

pytestmark = pytest.mark.django_db
FORM = {
    "category": "member", "given_name": "Ana", "family_name": "Pérez", "email": "ana@example.org", "language": "fr",
    "privacy": "on",
}  # fmt: skip


def bar(page):
    """(label, state) of each step; nothing where there is no bar."""
    found = re.search(r'<ol class="steps">(.*?)</ol>', page, re.DOTALL)
    items = re.findall(r"<li([^>]*)>(.*?)</li>", found[1], re.DOTALL) if found else []
    states = {' class="done"': "done", ' aria-current="step"': "current", "": "todo"}
    return [(re.findall(r"<span>(.*?)</span>", text)[-1], states[attributes]) for attributes, text in items]


def bars(client, *addresses):
    return [bar(client.get(address, follow=True).content.decode()) for address in addresses]


def test_each_page_of_registering_shows_the_same_three_steps(client):
    open_congress(slug="demo")
    chosen, details = bars(client, "/en/demo/register/", "/en/demo/register/?category=member")
    answer = client.post("/en/demo/register/", FORM)
    [payment] = bars(client, answer.headers["Location"])

    names = ["Category", "Your details", "Payment"]
    assert [[label for label, _state in one] for one in (chosen, details)] == [names] * 2
    assert len(payment) == 3
    assert [[state for _label, state in one] for one in (chosen, details, payment)] == [
        ["current", "todo", "todo"], ["done", "current", "todo"], ["done", "done", "current"],
    ]  # fmt: skip


@pytest.mark.parametrize(("state", "steps"), [("paid", ["done"] * 3), ("expired", []), ("cancelled", [])])
def test_the_bar_ends_with_the_order(client, state, steps):
    open_congress(slug="demo")
    client.get(client.post("/en/demo/register/", FORM).headers["Location"])
    order = Registration.objects.get().order
    client.get(f"/en/pay/{order.code}/")
    Order.objects.update(state=state)

    [shown] = bars(client, f"/en/pay/{order.code}/")

    assert [found for _label, found in shown] == steps


def test_an_order_that_is_no_registration_shows_no_steps(client, now):
    assert bars(client, pay_url(money.order(now))) == [[]]


def test_a_delegations_order_shows_no_steps(client):
    event = open_congress(slug="demo")
    head = {"given_name": "Marta", "family_name": "Soler", "email": "marta@example.org", "language": "es"}
    row = open_delegation(congress=event, organisation=city(), head=head, most=5, by=BY, now=NOW)
    [member] = add_members(delegation=row, members=[application()], by=BY, now=NOW)

    assert bars(client, pay_url(member.order)) == [[]]
