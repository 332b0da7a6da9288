"""What the stand-in remembers: objects, events, idempotency keys and the knobs of a test."""

import json
import secrets
import threading
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from payments.rules.signature import STAND_IN_SECRET

DEFAULT_SECRET = STAND_IN_SECRET
API_VERSION = "2026-10-28.endive"
TABLES = ("sessions", "intents", "charges", "refunds", "events", "answers")

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Account:
    """Whose key was used: the legal entity, whether its key is live, and what signs its webhooks."""

    entity: str
    is_live: bool = False
    secret: str = DEFAULT_SECRET


@dataclass(slots=True)
class Knobs:
    """What goes wrong on demand; set by `POST /_control`."""

    webhook: str = ""
    duplicate: int = 0  # further copies of each event, sent at the same time
    delay: float = 0.0  # seconds before an event leaves
    lose: int = 0  # how many of the next events never leave
    hold: bool = False  # keep events back until they are flushed
    fail: int = 0  # how many of the next API calls act and then answer 500
    latency: float = 0.0  # seconds that every API call takes


@dataclass
class Store:
    """All tables under one lock; `save` writes them to `path` when there is one."""

    path: Path | None = None
    accounts: dict[str, Account] = field(default_factory=dict)
    takes_any: bool = False  # any test key beside the accounts listed
    knobs: Knobs = field(default_factory=Knobs)
    lock: threading.RLock = field(default_factory=threading.RLock)
    tables: dict[str, dict[str, Object]] = field(default_factory=lambda: {name: {} for name in TABLES})
    outgoing: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    deliveries: list[Object] = field(default_factory=list)
    clock: Callable[[], float] = time.time  # sessions end by the clock of the shop; signatures by the real one

    def __post_init__(self) -> None:
        if self.path and self.path.exists():
            self.tables.update(json.loads(self.path.read_text("utf-8")))

    def __getitem__(self, table: str) -> dict[str, Object]:
        return self.tables[table]

    def save(self) -> None:
        """Write the tables beside the file and move them over it, so that a kill leaves one whole state."""
        if self.path:
            draft = self.path.with_suffix(".part")
            draft.write_text(json.dumps(self.tables), "utf-8")
            draft.replace(self.path)

    def account(self, key: str) -> Account | None:
        """The account of an API key; without a list of keys, any `sk_test_<entity>` is its own account."""
        if key in self.accounts:
            return self.accounts[key]
        if self.accounts and not self.takes_any:
            return None
        kind, _, rest = key.partition("_test_")
        if kind in {"sk", "rk"} and rest:
            return Account(entity=rest)
        kind, _, rest = key.partition("_live_")
        return Account(entity=rest, is_live=True) if kind in {"sk", "rk"} and rest else None

    def put(self, table: str, prefix: str, fields: Object) -> Object:
        """Insert an object with a fresh id."""
        ident = f"{prefix}_{secrets.token_hex(12)}"
        made = {"id": ident, "created": int(self.clock()), **fields}
        self[table][ident] = made
        return made

    def emit(self, kind: str, subject: Object, account: Account) -> Object:
        """Record an event about a snapshot of `subject` and queue it for delivery."""
        event = self.put(
            "events",
            "evt",
            {
                "object": "event",
                "api_version": API_VERSION,
                "type": kind,
                "livemode": account.is_live,
                "pending_webhooks": 1,
                "request": {"id": None, "idempotency_key": None},
                "data": {"object": public(subject)},
                "_entity": account.entity,
                "_secret": account.secret,
            },
        )
        if self.knobs.lose > 0:
            self.knobs.lose -= 1
            self.deliveries.append({"event": event["id"], "type": kind, "status": "lost"})
        elif self.knobs.hold:
            self.held.append(event["id"])
        else:
            self.outgoing.append(event["id"])
        return event

    def expire_due(self) -> None:
        """End the sessions whose time is over, with their event."""
        for session in list(self["sessions"].values()):
            if session["status"] == "open" and session["expires_at"] <= self.clock():
                expire(self, session)


def expire(store: Store, session: Object) -> None:
    session["status"] = "expired"
    session["url"] = None
    store.emit("checkout.session.expired", session, account_of(session))


def account_of(thing: Object) -> Account:
    """The account that an object belongs to."""
    return Account(thing["_entity"], thing["livemode"], thing["_secret"])


def owned_by(account: Account) -> Object:
    """The hidden columns of an object of an account."""
    return {"livemode": account.is_live, "_entity": account.entity, "_secret": account.secret}


def public(thing: Object) -> Object:
    """An object as Stripe shows it, without our hidden columns."""
    return {key: deepcopy(value) for key, value in thing.items() if not key.startswith("_")}
