"""`manage.py stripe_sandbox --port P`: the local Stripe stand-in."""

import signal
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from common import clock
from payments.providers import sandbox


class Command(BaseCommand):
    help = "Serves a local stand-in for Stripe (REST, Checkout page, signed webhooks) on the loopback address."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8001)
        parser.add_argument(
            "--webhook",
            default=f"{settings.PUBLIC_URL}/payments/stripe/{{entity}}/webhook/",
            help="where events go; {entity} stands for the code of the legal entity",
        )
        parser.add_argument("--state", type=Path, help="a file that keeps the objects over a restart")

    def handle(self, *args: Any, port: int, webhook: str, state: Path | None, **options: Any) -> None:
        if state:
            state.parent.mkdir(parents=True, exist_ok=True)
        server = sandbox.Sandbox(port=port, webhook=webhook, accounts=accounts(), path=state)
        server.store.clock = lambda: clock.now().timestamp()
        server.store.takes_any = True  # legal entities that are set up while it runs
        server.start()
        self.stdout.write(f"Stripe stand-in at {server.url}, events to {webhook}")
        ending = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: ending.set())
        ending.wait()
        server.stop()


def accounts() -> dict[str, sandbox.Account]:
    """The configured keys, by key; none at all means that any test key is taken."""
    found = {}
    for keys, is_live in ((settings.STRIPE_TEST_API_KEYS, False), (settings.STRIPE_API_KEYS, True)):
        for entity, key in keys.items():
            secret = "" if is_live else settings.STRIPE_TEST_WEBHOOK_SECRETS.get(entity, "")
            secret = secret or settings.STRIPE_WEBHOOK_SECRETS.get(entity, sandbox.DEFAULT_SECRET)
            found[key] = sandbox.Account(entity, is_live=is_live, secret=secret)
    return found
