"""The settings of the installation with which cards are taken: their names, and whether they are set."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from payments.models import Issuer


def card_keys(issuer: Issuer) -> list[dict[str, Any]]:
    """Each setting by name, what it is for and whether it is set; never what it says."""
    tail = issuer.code.upper().replace("-", "_")
    live, test = _("Live: card payments of the published congress"), _("Test: card payments of the rehearsal")
    rows = (
        ("STRIPE_API_KEY", live, settings.STRIPE_API_KEYS, False),
        ("STRIPE_WEBHOOK_SECRET", live, settings.STRIPE_WEBHOOK_SECRETS, False),
        ("STRIPE_TEST_API_KEY", test, settings.STRIPE_TEST_API_KEYS, True),
        ("STRIPE_TEST_WEBHOOK_SECRET", test, settings.STRIPE_TEST_WEBHOOK_SECRETS, True),
    )
    return [
        {"name": f"{head}__{tail}", "use": use, **_state(bool(kept.get(issuer.code)), is_test=is_test)}
        for head, use, kept, is_test in rows
    ]


def _state(is_set: bool, *, is_test: bool) -> dict[str, str]:
    if is_set:
        return {"state": _("It is set"), "tone": "ok"}
    if is_test and settings.STRIPE_SANDBOX_URL:
        return {"state": _("Not needed: a stand-in answers"), "tone": "info"}
    return {"state": _("It is not set"), "tone": "wait"}
