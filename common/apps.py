"""The ground floor: plumbing without a domain noun."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        autodiscover_modules("tasks")
