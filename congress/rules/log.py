"""The sealed log: what a link of the chain is, and how a chain is verified. Pure.

A link's digest is SHA-256 over the canonical JSON of its number, instant, kind, content and the digest before it:
keys sorted, no spaces, UTF-8, no fractions. Whoever has the exported lines can compute it with a few lines of any
language (docs/algorithms/sealed-log.md).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as it is kept."""

    number: int
    at: datetime
    kind: str
    content: Any
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found: how many links hold, the last digest, and the first link that does not hold.

    `fault` is "" for a whole chain, else "gap", "previous" or "content"; `broken` the number of the link at fault.
    `is_in_time` tells whether no link that was walked is older than the one before it.
    """

    links: int
    head: str
    broken: int = 0
    fault: str = ""
    is_in_time: bool = True

    @property
    def is_whole(self) -> bool:
        return not self.fault


def canonical(value: Any) -> bytes:
    """The one way to write a value: keys sorted, no spaces, UTF-8. Raises TypeError for what has more than one."""
    _check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def instant(at: datetime) -> str:
    """An instant in UTC to the microsecond, such as 2026-11-21T09:00:00.000000Z."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def digest_of(*, number: int, at: datetime, kind: str, content: Any, previous: str) -> str:
    """The digest of a link, 64 hexadecimal digits; `previous` is "" for the first."""
    whole = {"number": number, "at": instant(at), "kind": kind, "content": content, "previous": previous}
    return hashlib.sha256(canonical(whole)).hexdigest()


def sealed(text: str, salt: str) -> dict[str, str]:
    """A text as a digest with its salt: whoever holds the text can show that it is the one; nobody can read it."""
    return {"salt": salt, "sha256": hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()}


def line(link: Link) -> str:
    """A link as a line of the export, with its digest."""
    whole = {"number": link.number, "at": instant(link.at), "kind": link.kind, "content": link.content}
    return canonical({**whole, "previous": link.previous, "digest": link.digest}).decode()


def verify(links: Iterable[Link]) -> Verdict:
    """Walks a chain, which is given in the order of its numbers, up to the first link that does not hold."""
    number, head, in_time = 0, "", True
    last: datetime | None = None
    for link in links:
        fault = _fault(link, number + 1, head)
        if fault:
            return Verdict(number, head, number + 1 if fault == "gap" else link.number, fault, in_time)
        number, head, in_time, last = link.number, link.digest, in_time and (last is None or last <= link.at), link.at
    return Verdict(number, head, is_in_time=in_time)


def _fault(link: Link, number: int, previous: str) -> str:
    if link.number != number:
        return "gap"
    if link.previous != previous:
        return "previous"
    try:
        digest = digest_of(number=number, at=link.at, kind=link.kind, content=link.content, previous=previous)
    except TypeError:
        return "content"
    return "" if digest == link.digest else "content"


def _check(value: Any) -> None:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys are texts")
        for item in value.values():
            _check(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item)
    elif value is not None and not isinstance(value, str | int):
        raise TypeError(f"{type(value).__name__} can be written in more than one way")
