from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class CongressConfig(AppConfig):
    name = "congress"

    def ready(self) -> None:
        pre_migrate.connect(unguard, sender=self)
        post_migrate.connect(guard, sender=self)


def unguard(using: str, **_: Any) -> None:
    """Takes the triggers away while tables are altered."""
    from congress.models import guards

    guards.remove(connections[using])


def guard(using: str, **_: Any) -> None:
    """Makes the triggers that keep the sealed log as it is."""
    from congress.models import guards

    guards.install(connections[using])
