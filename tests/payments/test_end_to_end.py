"""From the letter's link to the paid order, over HTTP on both sides: our pages, the stand-in, its signed webhook."""

import json
import re
import time
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest

from payments.models import Order, PaymentException, WebhookEvent
from payments.queries.links import pay_url
from payments.queries.orders import differing_orders
from tests.payments import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


class Browser:
    """Keeps cookies, follows redirects, posts the first form whose action ends as asked."""

    def __init__(self) -> None:
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.url = self.text = ""

    def go(self, url: str, data: bytes | None = None) -> str:
        with self.opener.open(Request(url, data=data, headers={"Referer": url}), timeout=20) as answer:
            self.url, self.text = answer.geturl(), answer.read().decode()
        return self.text

    def post(self, ending: str, **fields: str) -> str:
        form = re.search(rf'<form[^>]*action="([^"]*{re.escape(ending)})".*?</form>', self.text, re.DOTALL)
        assert form, self.text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form[0])
        values = {"csrfmiddlewaretoken": token[1]} if token else {}
        base = "/".join(self.url.split("/")[:3])
        return self.go(base + form[1], urlencode({**values, **fields}).encode())


@pytest.fixture
def service(live_server, stand_in, settings, clock):
    """Our server and the stand-in, each knowing the other; the clock is the real one, as Stripe's."""
    settings.PUBLIC_URL = live_server.url
    stand_in.store.knobs.webhook = f"{live_server.url}/payments/stripe/{{entity}}/webhook/"
    clock.set(datetime.now(UTC))
    return stand_in


def settled(stand_in, count: int, seconds: float = 15) -> list[int]:
    """The answers to `count` deliveries, once they are there."""
    end = time.monotonic() + seconds
    while len(stand_in.store.deliveries) < count:
        assert time.monotonic() < end, stand_in.store.deliveries
        time.sleep(0.05)
    return [row["status"] for row in stand_in.store.deliveries]


def pay_by_card(order: Order) -> Browser:
    browser = Browser()
    browser.go(pay_url(order))
    browser.post("/card/")
    assert 'value="cancel"' in browser.text
    browser.post(browser.url.rsplit("/", 1)[1], do="pay", card="4242424242424242")
    return browser


def test_a_participant_pays_by_card_and_the_webhook_alone_confirms(service, clock):
    order = make.order(clock.now)
    service.store.knobs.hold = True
    browser = pay_by_card(order)
    assert browser.url.endswith(f"/pt/pay/{order.code}/return/")
    assert "data-wait" in browser.text
    assert Order.objects.get().state == "open"
    control(service, hold=False, flush="in_order")
    assert settled(service, 3) == [200, 200, 200]
    assert json.loads(browser.go(f"{browser.url.split('/pt/')[0]}/api/v1/orders/{order.code}/"))["state"] == "paid"
    assert "data-wait" not in browser.go(f"{browser.url.split('/api/')[0]}/pt/pay/{order.code}/return/")


@pytest.mark.parametrize("trouble", [{"duplicate": 2}, {"hold": True}, {"delay": 0.3}])
def test_duplicated_reordered_and_late_events_end_in_one_payment(service, clock, trouble):
    order = make.order(clock.now)
    control(service, **trouble)
    pay_by_card(order)
    if "hold" in trouble:
        control(service, hold=False, flush="reversed")
    # Simultaneous twins may be told to come again (503) by a database that is busy; never anything else.
    assert {200} <= set(settled(service, 3 * (1 + trouble.get("duplicate", 0)))) <= {200, 503}
    order.refresh_from_db()
    assert (order.state, order.entries.filter(kind="payment").count(), WebhookEvent.objects.count()) == ("paid", 1, 3)
    assert differing_orders() == []


def test_forged_and_altered_events_change_nothing(service, clock):
    order = make.order(clock.now)
    control(service, lose=3)
    pay_by_card(order)
    ident = list(service.store["events"])[-1]
    control(service, forge=ident, alter={"event": ident, "changes": {"amount_total": 1}})
    assert [row["status"] for row in service.store.deliveries] == ["lost", "lost", "lost", 400, 200]
    order.refresh_from_db()
    assert (order.state, PaymentException.objects.get().kind) == ("open", "amount_mismatch")
    control(service, redeliver=ident)
    order.refresh_from_db()
    assert order.state == "paid"


def control(stand_in, **orders) -> None:
    with urlopen(Request(f"{stand_in.url}/_control", data=json.dumps(orders).encode()), timeout=20):
        pass
