"""The text in the QR of a badge.

"PL1" + base45 of 75 bytes: key id (uint8), congress number and badge number (uint32 each), serial (uint16), all
big endian, and an Ed25519 signature (RFC 8032) over "plenaria-badge-1", a zero byte and those 11 bytes. No name
and no address is in it. Four texts in five hold spaces, so a text is never trimmed and spaces never collapsed.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from registration.rules.base45 import ALPHABET, NotBase45, decode, encode

PREFIX = "PL1"
LENGTH = 116  # characters
_FIELDS = struct.Struct(">BIIH")
_WHOLE = _FIELDS.size + 64
_DOMAIN = b"plenaria-badge-1\0"
_LETTERS = frozenset(ALPHABET)


class Problem(StrEnum):
    """Why a text cannot be a badge of ours."""

    NOT_A_BADGE = "not_a_badge"  # another system's code
    UNREADABLE = "unreadable"  # ours, but cut, doubled or damaged
    IMPOSSIBLE = "impossible"  # whole, but no bytes encode to it: nobody ever printed this


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text claims; genuine only once `is_genuine` says so."""

    key_id: int
    congress: int
    number: int
    serial: int
    signature: bytes

    @property
    def signed(self) -> bytes:
        return _DOMAIN + _FIELDS.pack(self.key_id, self.congress, self.number, self.serial)


def sign(*, private: bytes, key_id: int, congress: int, number: int, serial: int) -> str:
    """The text for a badge; the same every time, as Ed25519 is deterministic. `private` is 32 bytes."""
    fields = _FIELDS.pack(key_id, congress, number, serial)
    return PREFIX + encode(fields + _private_key(private).sign(_DOMAIN + fields))


def parse(text: str) -> Parsed | Problem:
    """Reads a text of any length and content; never raises."""
    if not text.startswith(PREFIX):
        return Problem.NOT_A_BADGE
    if len(text) != LENGTH or not _LETTERS.issuperset(text):
        return Problem.UNREADABLE
    try:
        data = decode(text[len(PREFIX) :])
    except NotBase45:
        return Problem.IMPOSSIBLE
    key_id, congress, number, serial = _FIELDS.unpack_from(data)
    return Parsed(key_id, congress, number, serial, data[_FIELDS.size : _WHOLE])


def is_genuine(parsed: Parsed, keys: Mapping[int, str]) -> bool:
    """Whether the key that the badge names (public keys in hex by id) signed it."""
    public = keys.get(parsed.key_id)
    if public is None:
        return False
    try:
        _public_key(public).verify(parsed.signature, parsed.signed)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=64)
def _public_key(public: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))


@lru_cache(maxsize=8)
def _private_key(private: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(private)
