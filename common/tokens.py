"""Codes, secrets and sealing.

Secrets carry 160 random bits and are stored as SHA-256. Derived tokens are HMACs under DATA_KEYS, so that an
answer can be given again without having been kept. Sealing is AES-128-CBC with HMAC (Fernet) under DATA_KEYS:
the first key encrypts, all decrypt.
"""

import base64
import hashlib
import hmac
import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

# No 0/O, 1/I/L, 5/S, 2/Z: read aloud at a desk in four languages.
ALPHABET = "346789ABCDEFGHJKMNPQRTUVWXY"


_codes: random.Random = secrets.SystemRandom()


def new_code(length: int = 6) -> str:
    """A code that identifies and never authorises, such as K7WQ3M."""
    return "".join(_codes.choice(ALPHABET) for _ in range(length))


@contextmanager
def seeded_codes(seed: int) -> Iterator[None]:
    """Codes that are the same for the same seed, for the demo. Secrets stay random."""
    global _codes
    before, _codes = _codes, random.Random(seed)  # noqa: S311 - codes authorise nothing
    try:
        yield
    finally:
        _codes = before


def new_secret(prefix: str) -> str:
    """ "plo_…": a fresh secret of 160 bits."""
    return f"{prefix}_{base64.b32encode(secrets.token_bytes(20)).decode().lower()}"


def digest(text: str) -> str:
    """SHA-256 in hex: what is stored of a secret."""
    return hashlib.sha256(text.encode()).hexdigest()


def _subkey(key: str, purpose: str) -> bytes:
    return hmac.new(key.encode(), f"plenaria:{purpose}".encode(), hashlib.sha256).digest()


def derivations(prefix: str, *parts: object) -> Iterator[str]:
    """The token that each key of DATA_KEYS derives, first key first."""
    message = "\x1f".join(str(part) for part in parts).encode()
    for key in settings.DATA_KEYS:
        raw = hmac.new(_subkey(key, f"derive:{prefix}"), message, hashlib.sha256).digest()[:20]
        yield f"{prefix}_{base64.b32encode(raw).decode().lower()}"


def derive(prefix: str, *parts: object) -> str:
    """The token under the first key: 160 bits, the same for the same parts."""
    return next(derivations(prefix, *parts))


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_subkey(key, "seal"))) for key in keys])


def seal(text: str) -> str:
    """Encrypts under the first key of DATA_KEYS."""
    return _box(tuple(settings.DATA_KEYS)).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Decrypts under any key of DATA_KEYS. Raises cryptography.fernet.InvalidToken."""
    return _box(tuple(settings.DATA_KEYS)).decrypt(sealed.encode()).decode()


def is_newest(sealed: str) -> bool:
    """Whether a text is sealed under the first key. False as well for what no key opens."""
    try:
        _box(tuple(settings.DATA_KEYS[:1])).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def rotate(sealed: str) -> str:
    """The same text, sealed again under the first key."""
    return _box(tuple(settings.DATA_KEYS)).rotate(sealed.encode()).decode()
