"""A local stand-in for Stripe: REST, Checkout page and signed webhooks, for demo and tests.

    with sandbox.running(webhook="http://127.0.0.1:8000/payments/stripe/{entity}/webhook/") as stand_in:
        stand_in.url  # give it as STRIPE_API_BASE

It keeps its objects in memory (and in a file when asked), binds the loopback address only and moves no money.
"""

from payments.providers.sandbox.server import Sandbox, running
from payments.providers.sandbox.store import DEFAULT_SECRET, Account

__all__ = ["DEFAULT_SECRET", "Account", "Sandbox", "running"]
