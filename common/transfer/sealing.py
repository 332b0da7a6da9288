"""Locking a stream with a passphrase: scrypt (RFC 7914) makes the key, AES-256-GCM seals chunk by chunk.

Each chunk's nonce counts and says whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and
Vizár, 2015), so that none can be dropped, repeated or put elsewhere. The passphrase is kept nowhere; the key lives as
long as the work takes.
"""

import hashlib
import hmac
import os
import unicodedata
from dataclasses import dataclass
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext_lazy as _

from common.errors import Invalid

CHUNK = 1024 * 1024
TAG = 16
# 64 MiB and about a quarter of a second: dear enough for whoever guesses, bearable for whoever knows.
COST, BLOCK, LANES = 2**16, 8, 1


class WrongPassphrase(Invalid):
    code = "wrong_passphrase"
    message = _("This passphrase does not open the file. Capital letters and spaces count.")


class SealBroken(Invalid):
    code = "seal_broken"
    message = _("The encrypted part of the file is damaged or was changed. Nothing was read.")


@dataclass(frozen=True, slots=True)
class Lock:
    """How a key follows from a passphrase, and by what one sees that it is the right one. All of it is public."""

    salt: str
    check: str

    def as_json(self) -> dict[str, Any]:
        return {"kdf": "scrypt", "n": COST, "r": BLOCK, "p": LANES, "cipher": "AES-256-GCM", "chunk": CHUNK,
                "salt": self.salt, "check": self.check}  # fmt: skip

    @classmethod
    def from_json(cls, value: Any) -> "Lock":
        """Raises SealBroken for a lock that is not of this kind: other costs are none that we make."""
        try:
            lock = cls(value["salt"], value["check"])
            if value != lock.as_json() or {len(bytes.fromhex(part)) for part in (lock.salt, lock.check)} != {16}:
                raise SealBroken()
        except (KeyError, TypeError, ValueError) as error:
            raise SealBroken() from error
        return lock


def new_lock(passphrase: str) -> tuple[Lock, bytes]:
    """(lock, key) for a passphrase, with a salt of its own."""
    salt = os.urandom(16)
    key = _derived(passphrase, salt)
    return Lock(salt.hex(), _check(key)), key


def key_of(lock: Lock, passphrase: str) -> bytes:
    """Raises WrongPassphrase."""
    key = _derived(passphrase, bytes.fromhex(lock.salt))
    if not hmac.compare_digest(_check(key), lock.check):
        raise WrongPassphrase()
    return key


def _derived(passphrase: str, salt: bytes) -> bytes:
    # The same letters typed on another keyboard may come composed differently (Unicode, annex 15).
    text = unicodedata.normalize("NFKC", passphrase).encode()
    return hashlib.scrypt(text, salt=salt, n=COST, r=BLOCK, p=LANES, maxmem=256 * COST * BLOCK, dklen=32)


def _check(key: bytes) -> str:
    return hmac.new(key, b"plenaria:passphrase-check", hashlib.sha256).hexdigest()[:32]


def _nonce(number: int, is_last: bool) -> bytes:
    """The key serves one stream only, so counting suffices."""
    return number.to_bytes(11, "big") + (b"\x01" if is_last else b"\x00")


def seal(source: IO[bytes], target: IO[bytes], *, key: bytes, bound: bytes) -> None:
    """Encrypts a stream; `bound` is public text that the reader must hold unchanged."""
    box, number = AESGCM(key), 0
    chunk = source.read(CHUNK)
    while True:
        following = source.read(CHUNK)
        target.write(box.encrypt(_nonce(number, not following), chunk, bound))
        if not following:
            return
        chunk, number = following, number + 1


def unseal(source: IO[bytes], target: IO[bytes], *, key: bytes, bound: bytes) -> None:
    """Decrypts what `seal` wrote. Raises SealBroken; what was written to `target` by then is to be thrown away."""
    box, number = AESGCM(key), 0
    chunk = source.read(CHUNK + TAG)
    while True:
        following = source.read(CHUNK + TAG)
        try:
            target.write(box.decrypt(_nonce(number, not following), chunk, bound))
        except (InvalidTag, ValueError) as error:
            raise SealBroken() from error
        if not following:
            return
        chunk, number = following, number + 1
