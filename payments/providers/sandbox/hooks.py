"""Delivery of signed events: in order, with retries, and wrongly when a test asks for it."""

import heapq
import json
import threading
import time
import urllib.error
import urllib.request
from typing import Any

from payments.providers.sandbox import store as objects
from payments.providers.sandbox.store import Object, Store
from payments.rules.signature import sign

PAUSES = (1, 2, 5, 15, 60, 300, 900)  # seconds before each further try
TICK = 0.05
TIMEOUT = 15


class Courier(threading.Thread):
    """Takes events from the store's queue and posts them; one at a time unless duplicates are asked for."""

    def __init__(self, store: Store) -> None:
        super().__init__(daemon=True, name="stripe-sandbox-courier")
        self.store = store
        self.later: list[tuple[float, int, str, int]] = []
        self.count = 0
        self.ending = threading.Event()

    def run(self) -> None:
        while not self.ending.wait(TICK):
            with self.store.lock:
                self.store.expire_due()
                fresh, self.store.outgoing = self.store.outgoing, []
            for ident in fresh:
                self.plan(ident, time.time() + self.store.knobs.delay, 0)
            while self.later and self.later[0][0] <= time.time():
                _, _, ident, tries = heapq.heappop(self.later)
                self.deliver(ident, tries)

    def plan(self, ident: str, at: float, tries: int) -> None:
        self.count += 1
        heapq.heappush(self.later, (at, self.count, ident, tries))

    def deliver(self, ident: str, tries: int) -> None:
        event = self.store["events"][ident]
        copies = 1 + max(self.store.knobs.duplicate, 0)
        statuses: list[int] = []
        threads = [
            threading.Thread(target=lambda: statuses.append(post(self.store, event)), daemon=True)
            for _ in range(copies)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if not any(200 <= status < 300 for status in statuses) and tries < len(PAUSES):
            self.plan(ident, time.time() + PAUSES[tries], tries + 1)


def post(store: Store, event: Object, *, secret: str = "", changes: dict[str, Any] | None = None) -> int:
    """Post one event and note the answer; 0 when nobody answered. `changes` alters the object told."""
    address = store.knobs.webhook.replace("{entity}", event["_entity"])
    if not address:
        return 204
    told = objects.public(event)
    told["data"]["object"].update(changes or {})
    body = json.dumps(told).encode()
    request = urllib.request.Request(  # noqa: S310 - the address comes from the command line
        address,
        data=body,
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (local stand-in)",
            "Stripe-Signature": sign(body, secret or event["_secret"], int(time.time())),
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            status = answer.status
    except urllib.error.HTTPError as refusal:
        status = refusal.code
    except (OSError, urllib.error.URLError):
        status = 0
    with store.lock:
        store.deliveries.append({"event": event["id"], "type": event["type"], "status": status})
    return status
