from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import receivers  # noqa: F401 - connects them
        from accounts.api import schema  # noqa: F401 - the API's description asks for it
