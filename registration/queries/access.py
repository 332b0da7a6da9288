"""The secrets of a registration, derived anew from its code and version (HMAC under DATA_KEYS).

Versions rise when the address changes or another person takes the place, which ends every older one.
"""

from common.tokens import derive, digest
from registration.models import Delegation, Registration


def access_token(code: str, version: int) -> str:
    """The "plr_" bearer token given to whoever registered: it may pay, book and write, never read back."""
    return derive("plr", code, version)


def link_secret(code: str, version: int) -> str:
    """The secret in the letter; following it proves the address."""
    return derive("plm", code, version)


def delegation_secret(code: str) -> str:
    """The secret in the letter to a head of delegation."""
    return derive("pldg", code)


def by_secret(secret: str) -> tuple[Registration, bool] | None:
    """(registration, whether the secret came by letter), or None for a secret that opens nothing."""
    if secret.startswith("plm_"):
        row = Registration.objects.select_related("person", "congress").filter(link_hash=digest(secret)).first()
        return (row, True) if row else None
    if secret.startswith("plr_"):
        row = Registration.objects.select_related("person", "congress").filter(token_hash=digest(secret)).first()
        return (row, False) if row else None
    return None


def delegation_by_secret(secret: str) -> Delegation | None:
    if not secret.startswith("pldg_"):
        return None
    return Delegation.objects.select_related("congress", "head").filter(link_hash=digest(secret)).first()
