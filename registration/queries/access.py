"""The secrets of a registration, derived anew from its code and version (HMAC under DATA_KEYS).

Versions rise when the address changes or another person takes the place, which ends every older one. The row
keeps the digest of the secret that was sent. After a new first key in DATA_KEYS that secret is still an older
key's: it is found among the derivations by its digest, so letters that have left, and letters that repeat the
link, hold one and the same address.
"""

from common.tokens import derivations, derive, digest
from registration.models import Delegation, Registration


def access_token(code: str, version: int, known: str = "") -> str:
    """The "plr_" bearer token given to whoever registered: it may pay, book and write, never read back.

    `known` is the digest that the row keeps, of the secret given out; empty for a new row. So for the others.
    """
    return _given_out(known, "plr", code, version)


def link_secret(code: str, version: int, known: str = "") -> str:
    """The secret in the letter; following it proves the address."""
    return _given_out(known, "plm", code, version)


def delegation_secret(code: str, known: str = "") -> str:
    """The secret in the letter to a head of delegation."""
    return _given_out(known, "pldg", code)


def _given_out(known: str, prefix: str, *parts: object) -> str:
    """The derivation whose digest is `known`; the first key's when there is none."""
    if not known:
        return derive(prefix, *parts)
    found = (secret for secret in derivations(prefix, *parts) if digest(secret) == known)
    return next(found, None) or derive(prefix, *parts)


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
