"""Orders, payments and refunds: it knows books and payers, never what was bought."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        pre_migrate.connect(unguard, sender=self)
        post_migrate.connect(guard, sender=self)


def unguard(using: str, **_: Any) -> None:
    """Takes the triggers away while tables are altered."""
    from payments.models import guards

    guards.remove(connections[using])


def guard(using: str, **_: Any) -> None:
    """Makes the triggers that hold books and orders to their kind."""
    from payments.models import guards

    guards.install(connections[using])
