"""Entity tags of answers that are costly to make: remembered by what each was made of, so a 304 makes nothing.

A tag is the digest of the bytes, always. What this process remembers is only which bytes came of which rows: code,
messages and time zones stay as they are while it runs, and a new process begins with nothing.
"""

import hashlib
from collections import OrderedDict
from threading import Lock

MOST = 2_000

_known: OrderedDict[str, str] = OrderedDict()
_lock = Lock()


def tag_of(data: bytes) -> str:
    """The strong entity tag of these bytes."""
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'


def remember(made_of: object, data: bytes) -> None:
    """Keeps the tag of the bytes under what they were made of: plain values, told apart by their repr."""
    key = _key(made_of)
    with _lock:
        _known[key] = tag_of(data)
        _known.move_to_end(key)
        if len(_known) > MOST:
            _known.popitem(last=False)


def recall(made_of: object) -> str | None:
    """The tag of the bytes that came of these values, or None: then they have to be made."""
    key = _key(made_of)
    with _lock:
        if key in _known:
            _known.move_to_end(key)
        return _known.get(key)


def _key(made_of: object) -> str:
    return hashlib.sha256(repr(made_of).encode()).hexdigest()
