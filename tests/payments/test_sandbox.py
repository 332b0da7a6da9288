"""The stand-in itself: Stripe's manners over HTTP, its page, and what goes wrong on demand."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import stripe

from payments.providers import sandbox
from payments.providers.sandbox.forms import decode
from payments.rules.signature import is_genuine
from tests.payments.test_checkout import click

KEY = "sk_test_vallclara"


class Inbox(BaseHTTPRequestHandler):
    """Answers 200 to events and keeps them; refuses as many as it was told."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        box = self.server.box  # type: ignore[attr-defined]
        genuine = is_genuine(body, self.headers["Stripe-Signature"], sandbox.DEFAULT_SECRET, int(time.time()))
        box.append((json.loads(body)["type"], json.loads(body)["id"], genuine))
        refuse = self.server.refuse > 0  # type: ignore[attr-defined]
        self.server.refuse -= 1  # type: ignore[attr-defined]
        self.send_response(500 if refuse else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def inbox():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Inbox)
    server.box, server.refuse = [], 0
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def stand_in(inbox):
    with sandbox.running(webhook=f"http://127.0.0.1:{inbox.server_address[1]}/{{entity}}/") as running:
        yield running


def client(stand_in, key=KEY):
    return stripe.StripeClient(key, base_addresses={"api": stand_in.url}, max_network_retries=0)


def params(**changes):
    item = {"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 30000, "product_data": {"name": "Fee"}}}
    return {
        "mode": "payment",
        "line_items": [item],
        "success_url": "http://127.0.0.1:9/back?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:9/order",
        **changes,
    }


def create(stand_in, key="k1", **changes):
    return client(stand_in).v1.checkout.sessions.create(params(**changes), {"idempotency_key": key})


def control(stand_in, **orders):
    request = Request(f"{stand_in.url}/_control", data=json.dumps(orders).encode() if orders else None)
    with urlopen(request, timeout=10) as answer:
        return json.load(answer)


def wait_for(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.02)


def test_the_form_encoding_becomes_a_tree():
    assert decode("a[b][c]=1&list[0][x]=y&list[1][x]=z&plain=q&empty=") == {
        "a": {"b": {"c": "1"}},
        "list": [{"x": "y"}, {"x": "z"}],
        "plain": "q",
        "empty": "",
    }


def test_the_same_key_and_parameters_get_the_same_answer(stand_in):
    assert create(stand_in).id == create(stand_in).id


def test_the_same_key_with_other_parameters_is_an_idempotency_error(stand_in):
    create(stand_in)
    with pytest.raises(stripe.IdempotencyError):
        create(stand_in, locale="fr")


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"mode": "subscription"}, "mode"),
        ({"line_items": []}, "line_items"),
        ({"expires_at": int(time.time()) + 60}, "expires_at"),
        ({"expires_at": int(time.time()) + 90000}, "expires_at"),
        ({"line_items": [{"quantity": 1}]}, "line_items[0][price_data]"),
        ({"success_url": ""}, "success_url"),
    ],
)
def test_what_stripe_refuses_is_refused(stand_in, changes, param):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        create(stand_in, **changes)
    assert (refusal.value.http_status, refusal.value.param) == (400, param)


def test_an_unknown_key_and_an_unknown_object(stand_in):
    with pytest.raises(stripe.AuthenticationError):
        client(stand_in, "nonsense").v1.checkout.sessions.list({})
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client(stand_in).v1.checkout.sessions.retrieve("cs_none")
    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")


def test_one_account_does_not_see_another_nor_test_live(stand_in):
    session = create(stand_in)
    for key in ("sk_test_other", "sk_live_vallclara"):
        with pytest.raises(stripe.InvalidRequestError):
            client(stand_in, key).v1.checkout.sessions.retrieve(session.id)


def test_paying_redirects_captures_and_tells(stand_in, inbox):
    session = create(stand_in)
    assert click(session.url) == (303, f"http://127.0.0.1:9/back?session={session.id}")
    wait_for(lambda: len(inbox.box) == 3)
    assert [(kind, genuine) for kind, _, genuine in inbox.box] == [
        ("charge.succeeded", True),
        ("payment_intent.succeeded", True),
        ("checkout.session.completed", True),
    ]
    paid = client(stand_in).v1.checkout.sessions.retrieve(session.id)
    intent = client(stand_in).v1.payment_intents.retrieve(str(paid.payment_intent))
    assert (paid.status, paid.payment_status, intent.amount_received) == ("complete", "paid", 30000)


@pytest.mark.parametrize("how", [{"do": "decline"}, {"card": "4000 0000 0000 0002"}, {"card": "1234"}, {"card": ""}])
def test_a_declined_card_leaves_the_page_open(stand_in, how):
    session = create(stand_in)
    assert click(session.url, **how)[0] == 402
    assert client(stand_in).v1.checkout.sessions.retrieve(session.id).status == "open"
    assert click(session.url)[0] == 303


def test_cancelling_leads_back_and_keeps_the_session(stand_in):
    session = create(stand_in)
    assert click(session.url, do="cancel") == (303, "http://127.0.0.1:9/order")
    assert click(session.url)[0] == 303


def test_paying_twice_captures_once(stand_in):
    session = create(stand_in)
    assert click(session.url) == click(session.url)
    assert len(stand_in.store["charges"]) == 1


def test_the_page_says_what_it_is_and_runs_no_script(stand_in):
    session = create(stand_in, locale="fr")
    with urlopen(session.url, timeout=10) as answer:
        text, policy = answer.read().decode(), answer.headers["Content-Security-Policy"]
    assert '<html lang="fr">' in text
    assert "300,00" in text
    assert "4242 4242 4242 4242" in text
    assert "<script" not in text
    assert "style=" not in text
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:9" in policy


def test_an_ended_or_unknown_session_has_a_page_of_its_own(stand_in):
    session = create(stand_in)
    client(stand_in).v1.checkout.sessions.expire(session.id)
    for url, status in ((session.url, 410), (f"{stand_in.url}/c/pay/cs_none", 404)):
        assert refused(url) == status


def test_refunds_stay_within_the_charge(stand_in):
    session = create(stand_in)
    click(session.url)
    intent = str(client(stand_in).v1.checkout.sessions.retrieve(session.id).payment_intent)
    refunds = client(stand_in).v1.refunds
    refunds.create({"payment_intent": intent, "amount": 10000, "metadata": {"refund": "a"}})
    with pytest.raises(stripe.InvalidRequestError):
        refunds.create({"payment_intent": intent, "amount": 20001})
    refunds.create({"payment_intent": intent})
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        refunds.create({"payment_intent": intent})
    assert refusal.value.code == "charge_already_refunded"
    assert [(r.amount, r.metadata.to_dict()) for r in refunds.list({"payment_intent": intent}).data] == [
        (20000, {}),
        (10000, {"refund": "a"}),
    ]


def test_an_event_that_was_refused_comes_again(stand_in, inbox):
    inbox.refuse = 1
    client(stand_in).v1.checkout.sessions.expire(create(stand_in).id)
    wait_for(lambda: len(inbox.box) == 2)
    assert inbox.box[0] == inbox.box[1]


def test_events_are_duplicated_lost_held_and_reordered_on_demand(stand_in, inbox):
    control(stand_in, duplicate=1)
    client(stand_in).v1.checkout.sessions.expire(create(stand_in, "a").id)
    wait_for(lambda: len(inbox.box) == 2)
    control(stand_in, duplicate=0, lose=1)
    client(stand_in).v1.checkout.sessions.expire(create(stand_in, "b").id)
    control(stand_in, hold=True)
    click(create(stand_in, "c").url)
    assert len(control(stand_in)["held"]) == 3
    control(stand_in, hold=False, flush="reversed")
    wait_for(lambda: len(inbox.box) == 5)
    assert [kind for kind, _, _ in inbox.box[2:]] == [
        "checkout.session.completed",
        "payment_intent.succeeded",
        "charge.succeeded",
    ]
    assert [row["status"] for row in control(stand_in)["deliveries"]] == [200, 200, "lost", 200, 200, 200]


def test_events_are_sent_again_forged_and_altered_on_demand(stand_in, inbox):
    click(create(stand_in).url)
    wait_for(lambda: len(inbox.box) == 3)
    ident = inbox.box[2][1]
    control(stand_in, redeliver=ident)
    control(stand_in, forge=ident)
    control(stand_in, alter={"event": ident, "changes": {"amount_total": 1}})
    assert [(i, genuine) for _, i, genuine in inbox.box[3:]] == [
        (ident, True),
        (ident, False),
        (f"{ident}_altered", True),
    ]


def test_an_unknown_order_to_the_control_is_refused(stand_in):
    with pytest.raises(HTTPError) as refusal:
        control(stand_in, explode=True)
    refusal.value.close()
    assert refusal.value.code == 400


def test_a_foreign_host_name_is_refused(stand_in):
    with pytest.raises(HTTPError) as refusal:
        urlopen(Request(f"{stand_in.url}/healthz", headers={"Host": "rebound.example"}), timeout=10)
    refusal.value.close()
    assert refusal.value.code == 421


def test_a_restart_keeps_the_sessions(tmp_path):
    path = tmp_path / "stripe.json"
    with sandbox.running(path=path) as first:
        session = create(first)
    with sandbox.running(path=path) as second:
        assert client(second).v1.checkout.sessions.retrieve(session.id).status == "open"
        assert create(second).id == session.id


def test_a_session_ends_by_itself(stand_in, inbox):
    session = create(stand_in)
    stand_in.store["sessions"][session.id]["expires_at"] = int(time.time()) - 1
    wait_for(lambda: [kind for kind, _, _ in inbox.box] == ["checkout.session.expired"])
    assert refused(session.url) == 410


def refused(url: str) -> int:
    with pytest.raises(HTTPError) as refusal:
        urlopen(url, timeout=10)
    refusal.value.close()
    return refusal.value.code
