"""What is measured: the addresses that crowds use, as they are used, on the demo's data."""

import itertools
import json
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.test import Client

from common import clock, mailing
from common.benching import Act, bench
from payments.models import Attempt, Order
from payments.providers import stripe
from payments.rules.signature import sign
from registration.actions.badges import badge_pdf
from registration.models import Registration

CONGRESS = "demo"
BATCH = 1000
SHEET = 50


class Stage:
    """A visitor without a session, on the demo's database."""

    def __init__(self) -> None:
        self.client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=True)
        self.numbers = itertools.count(1)

    def get(self, path: str, **headers: str) -> Any:
        answer = self.client.get(path, headers=headers)
        if answer.status_code not in {200, 304}:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        if answer.streaming:
            b"".join(answer.streaming_content)
        return answer

    def post(self, path: str, data: dict[str, Any], *, token: str = "") -> dict[str, Any]:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        answer = self.client.post(f"/api/v1/{path}", json.dumps(data), content_type="application/json", headers=headers)
        if answer.status_code not in {200, 201}:
            raise RuntimeError(f"{path} answered {answer.status_code}: {answer.content[:300]!r}")
        return answer.json()

    def tell(self, entity: str, event: dict[str, Any]) -> None:
        """A provider's event, signed as the provider does; it must be applied at once."""
        body = json.dumps(event).encode()
        signed = {"stripe-signature": sign(body, stripe.webhook_secret(entity), int(time.time()))}
        path = f"/payments/stripe/{entity}/webhook/"
        answer = self.client.post(path, body, content_type="application/json", headers=signed)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}: {answer.content[:300]!r}")

    def register(self, category: str) -> dict[str, Any]:
        number = f"{next(self.numbers)}-{uuid.uuid4().hex[:8]}"
        return self.post(
            f"congresses/{CONGRESS}/registrations/",
            {
                "category": category, "given_name": f"Bench {number}", "family_name": "Marco",
                "email": f"bench-{number}@example.org", "language": "pt", "consents": ["privacy"],
            },
        )  # fmt: skip


def page(path: str) -> Callable[[Stage], Act]:
    return lambda stage: lambda: stage.get(path)


bench("page: home of the network")(page("/en/"))
bench("page: home of a congress, in Portuguese")(page(f"/pt/{CONGRESS}/"))
bench("page: programme")(page(f"/en/{CONGRESS}/programme/"))
bench("page: register")(page(f"/fr/{CONGRESS}/register/"))
bench("API: congresses")(page("/api/v1/congresses/"))
bench("API: departures")(page(f"/api/v1/congresses/{CONGRESS}/departures/"))
bench("feed: programme.ics")(page(f"/feeds/{CONGRESS}/programme.ics"))


@bench("feed: programme.ics, unchanged (304)")
def unchanged_feed(stage: Stage) -> Act:
    path = f"/feeds/{CONGRESS}/programme.ics"
    tag = stage.get(path).headers["ETag"]
    return lambda: stage.get(path, **{"if-none-match": tag})


@bench("register: free category")
def register_free(stage: Stage) -> Act:
    return lambda: stage.register("staff")


@bench("register: paid category, with its order")
def register_paid(stage: Stage) -> Act:
    return lambda: stage.register("non-member")


@bench("book: a seat on a study visit", n=12)
def book(stage: Stage) -> Act:
    tokens = [stage.register("staff")["access_token"] for _ in range(16)]
    ready = iter(tokens)
    return lambda: stage.post("departures/river-park/bookings/", {}, token=next(ready))


@bench("badge: one PDF")
def badge(stage: Stage) -> Act:
    ident = Registration.objects.filter(congress__slug=CONGRESS, state="confirmed").values_list("pk", flat=True)[0]
    return lambda: mailing.build("badge", ident, "es")


@bench(f"badge: one of a file of {SHEET}", n=5, per=SHEET)
def badges(stage: Stage) -> Act:
    ids = list(Registration.objects.filter(congress__slug=CONGRESS).order_by("pk").values_list("pk", flat=True)[:SHEET])
    return lambda: badge_pdf((ids * SHEET)[:SHEET], now=clock.now())


@bench("webhook: a payment by card, to the confirmed registration", n=12)
def webhook(stage: Stage) -> Act:
    """Orders and attempts are made before; what is measured is the signed event, from the door to the letter."""
    orders = [Order.objects.get(code=stage.register("non-member")["order"]["code"]) for _ in range(14)]
    ready = iter([_attempt(order) for order in orders])
    entity = orders[0].book.issuer.code
    return lambda: stage.tell(entity, _paid(next(ready)))


def _attempt(order: Order) -> Attempt:
    now = clock.now()
    return Attempt.objects.create(
        order=order, state="open", amount_minor=order.due.minor, currency=order.currency, is_live=order.book.is_live,
        language="en", session_id=f"cs_bench_{uuid.uuid4().hex}", created_at=now, expires_at=now + timedelta(hours=1),
    )  # fmt: skip


def _paid(attempt: Attempt) -> dict[str, Any]:
    session = {
        "id": attempt.session_id, "object": "checkout.session", "payment_status": "paid",
        "amount_total": attempt.amount_minor, "currency": attempt.currency.lower(),
        "payment_intent": f"pi_bench_{uuid.uuid4().hex}",
        "metadata": {"order": attempt.order.code, "attempt": str(attempt.ref)},
    }  # fmt: skip
    return {
        "id": f"evt_bench_{uuid.uuid4().hex}", "object": "event", "type": "checkout.session.completed",
        "livemode": attempt.is_live, "data": {"object": session},
    }  # fmt: skip


@bench(f"scans: one of a batch of {BATCH}", n=5, per=BATCH)
def scans(stage: Stage) -> Act:
    token = _device(stage)
    badges = _lines("badge_tokens", congress=CONGRESS)
    turn = itertools.cycle([line.rstrip("\n").split("\t", 1)[1] for line in badges])

    def send() -> object:
        now = clock.now().isoformat()
        batch = [
            {"id": str(uuid.uuid4()), "point": "entrance", "token": next(turn), "scanned_at": now, "offline": True,
             "direction": "in", "override": None}
            for _ in range(BATCH)
        ]  # fmt: skip
        return stage.post("scanner/scans/", {"sent_at": now, "scans": batch}, token=token)

    return send


@bench("scanner: the manifest, from the start", n=8)
def manifest(stage: Stage) -> Act:
    token = _device(stage)
    return lambda: stage.get("/api/v1/scanner/manifest/", authorization=f"Bearer {token}")


def _device(stage: Stage) -> str:
    code = _lines("scanner_code", congress=CONGRESS, points="entrance,lunch")[-1].strip()
    return str(stage.post("scanner/devices/", {"code": code, "name": "Bench"})["token"])


def _lines(command: str, **options: Any) -> list[str]:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue().splitlines()
