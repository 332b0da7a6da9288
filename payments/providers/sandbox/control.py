"""`POST /_control`: the knobs, and events sent again, forged, altered or in another order."""

from typing import Any

from payments.providers.sandbox import hooks
from payments.providers.sandbox.store import Knobs, Store


def state(store: Store) -> dict[str, Any]:
    """The knobs, the sessions and every event with the answers it got."""
    with store.lock:
        return {
            "knobs": {name: getattr(store.knobs, name) for name in Knobs.__slots__},
            "sessions": [
                {name: row[name] for name in ("id", "status", "payment_status", "amount_total", "currency")}
                for row in store["sessions"].values()
            ],
            "events": [{"id": row["id"], "type": row["type"]} for row in store["events"].values()],
            "held": list(store.held),
            "deliveries": list(store.deliveries),
        }


def turn(store: Store, orders: dict[str, Any]) -> dict[str, Any]:
    """Obey a control request and answer the new state. Raises ValueError for what it does not know.

    Knobs by name (`webhook`, `duplicate`, `delay`, `lose`, `hold`, `fail`, `latency`); `flush`: "in_order" or
    "reversed" lets held events go; `redeliver`: an event's id; `forge`: an event's id, sent with a wrong
    signature; `alter`: {"event": id, "changes": {…}}, sent with a genuine signature and another content.
    """
    commands = {"flush": _flush, "redeliver": _redeliver, "forge": _forge, "alter": _alter}
    for name, value in orders.items():
        if name in Knobs.__slots__:
            kind = type(getattr(store.knobs, name))
            setattr(store.knobs, name, kind(value))
        elif name in commands:
            commands[name](store, value)
        else:
            raise ValueError(f"unknown: {name}")
    return state(store)


def _flush(store: Store, order: str) -> None:
    with store.lock:
        held, store.held = store.held, []
        store.outgoing += list(reversed(held)) if order == "reversed" else held


def _redeliver(store: Store, ident: str) -> None:
    hooks.post(store, _event(store, ident))


def _forge(store: Store, ident: str) -> None:
    hooks.post(store, _event(store, ident), secret="whsec_forged")  # noqa: S106


def _alter(store: Store, orders: dict[str, Any]) -> None:
    event = dict(_event(store, orders["event"]))
    event["id"] += "_altered"
    hooks.post(store, event, changes=orders["changes"])


def _event(store: Store, ident: str) -> dict[str, Any]:
    if ident not in store["events"]:
        raise ValueError(f"no event {ident}")
    return store["events"][ident]
