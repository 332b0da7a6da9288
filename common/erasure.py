"""Erasing a person from every room, and the list of erasures that is kept apart from backups.

A backup still holds who was erased after it was made. So each erasure is written, durably and before it is
committed, to ERASURES_FILE, which lies elsewhere than the backups; a restore replays it before the service opens.
A line too many (the commit failed) erases somebody who asked for it; a line too few would bring somebody back.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, NotFound

Eraser = Callable[[str, datetime], None]
erasers: dict[str, Eraser] = {}


class ErasuresMissing(NotFound):
    code = "erasures_missing"
    message = _("The list of erasures {file} cannot be read. If nobody was ever erased, make it an empty file.")


class ErasuresDamaged(Conflict):
    code = "erasures_damaged"
    message = _("Line {line} of the list of erasures {file} cannot be read. Nothing was replayed.")


@dataclass(frozen=True, slots=True)
class Erasure:
    """One line of the list: when, and the reference (a UUID) of whom."""

    at: datetime
    person: str


def eraser(name: str) -> Callable[[Eraser], Eraser]:
    """Registers `erase(person, now)`, which removes one person's data from a room.

    `person` is a person's reference. It runs inside the caller's transaction, writes the database only (files
    go on commit), and may run again for somebody already erased.
    """

    def register(run: Eraser) -> Eraser:
        erasers[name] = run
        return run

    return register


def erase(*, person: str, now: datetime) -> None:
    """Erases a person everywhere, in one transaction; the list is written before it is committed."""
    with transaction.atomic():
        _run(person, now)
        remember(person=person, now=now)


def replay(*, since: datetime, now: datetime) -> int:
    """Erases again everybody who was erased at or after `since`; returns how many. Harmless when repeated.

    Raises ErasuresMissing, ErasuresDamaged.
    """
    people = sorted({line.person for line in listed() if line.at >= since})
    for person in people:
        with transaction.atomic():
            _run(person, now)
    return len(people)


def _run(person: str, now: datetime) -> None:
    """The upper rooms first: they find a person's rows by the name and address that the lower ones erase."""
    for run in reversed(list(erasers.values())):
        run(person, now)


def remember(*, person: str, now: datetime) -> None:
    """Appends one line and waits until it lies on the disk."""
    path = Path(settings.ERASURES_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"at": now.isoformat(), "person": str(person)}) + "\n"
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, (("\n" if is_torn else "") + line).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # a new file's name must survive as well
    finally:
        os.close(folder)


def listed() -> Iterator[Erasure]:
    """The lines of ERASURES_FILE, oldest first. Raises ErasuresMissing, ErasuresDamaged."""
    path = Path(settings.ERASURES_FILE)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ErasuresMissing(file=str(path)) from error
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            found.append(Erasure(datetime.fromisoformat(entry["at"]), str(entry["person"])))
        except (ValueError, KeyError, TypeError) as error:
            raise ErasuresDamaged(line=number, file=str(path)) from error
    return iter(found)
