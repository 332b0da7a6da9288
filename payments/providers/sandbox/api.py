"""The REST part of the stand-in: Checkout Sessions, PaymentIntents, Refunds, Events, idempotency keys."""

import json
import time
from typing import Any

from payments.providers.sandbox import store as objects
from payments.providers.sandbox.forms import whole
from payments.providers.sandbox.store import Account, Object, Store

HOUR = 3600
Answer = tuple[int, Object]


class Refusal(Exception):
    """An error that Stripe would answer."""

    def __init__(self, message: str, *, status: int = 400, kind: str = "invalid_request_error", **more: str):
        super().__init__(message)
        self.status = status
        self.body = {"error": {"message": message, "type": kind, **more}}


def missing(kind: str, ident: str) -> Refusal:
    return Refusal(f"No such {kind}: '{ident}'", status=404, code="resource_missing", param="id")


def call(store: Store, account: Account, request: Object) -> Answer:
    """Answer one API call: `request` holds method, path, params, key (idempotency) and base (our address).

    The same key with the same parameters gets the first answer again; with others it is an
    `idempotency_error`, as at Stripe. Only answers of calls that acted are kept.
    """
    with store.lock:
        store.expire_due()
        ident = f"{account.entity}:{request['key']}"
        told = json.dumps([request["method"], request["path"], request["params"]], sort_keys=True)
        if request["key"] and (kept := store["answers"].get(ident)):
            if kept["told"] != told:
                raise Refusal(
                    "Keys for idempotent requests can only be used with the same parameters they were first "
                    f"used with. Try using a key other than '{request['key']}'.",
                    kind="idempotency_error",
                )
            return kept["status"], kept["body"]
        body = objects.public(route(store, account, request))
        if request["key"] and request["method"] == "POST":
            store["answers"][ident] = {"told": told, "status": 200, "body": body}
        store.save()
        return 200, body


def route(store: Store, account: Account, request: Object) -> Object:
    parts = [part for part in request["path"].split("/") if part][1:]
    post, params = request["method"] == "POST", request["params"]
    match (parts, post):
        case (["checkout", "sessions"], True):
            return create_session(store, account, params, request["base"])
        case (["checkout", "sessions", ident], False):
            return find(store, account, "sessions", ident)
        case (["checkout", "sessions", ident, "expire"], True):
            return expire_session(store, find(store, account, "sessions", ident))
        case (["refunds"], True):
            return create_refund(store, account, params)
        case (["checkout", "sessions"] | ["payment_intents"] | ["refunds"] | ["events"], False):
            return listed(store, account, TABLE_OF[parts[-1]], params)
        case (["payment_intents" | "charges" | "refunds" | "events" as name, ident], False):
            return find(store, account, TABLE_OF[name], ident)
    raise Refusal(f"Unrecognized request URL ({request['method']}: {request['path']}).", status=404)


TABLE_OF = {
    "sessions": "sessions",
    "payment_intents": "intents",
    "charges": "charges",
    "refunds": "refunds",
    "events": "events",
}
FILTERS = ("payment_intent", "charge", "status", "type")


def find(store: Store, account: Account, table: str, ident: str) -> Object:
    found = store[table].get(ident)
    if found is None or found["_entity"] != account.entity or found["livemode"] != account.is_live:
        raise missing(table.rstrip("s"), ident)
    return found


def listed(store: Store, account: Account, table: str, params: Object) -> Object:
    """The newest first, filtered, paged by `limit` and `starting_after`."""
    rows = [
        row
        for row in reversed(store[table].values())
        if row["_entity"] == account.entity
        and row["livemode"] == account.is_live
        and all(row.get(name) == params[name] for name in FILTERS if name in params)
    ]
    after = params.get("starting_after")
    if after:
        idents = [row["id"] for row in rows]
        rows = rows[idents.index(after) + 1 :] if after in idents else []
    limit = min(max(whole(params.get("limit", 10)) or 10, 1), 100)
    return {
        "object": "list",
        "url": f"/v1/{table}",
        "has_more": len(rows) > limit,
        "data": [objects.public(row) for row in rows[:limit]],
    }


def create_session(store: Store, account: Account, params: Object, base: str) -> Object:
    """A Checkout Session in payment mode; amounts, times and addresses are checked as Stripe does."""
    if params.get("mode") != "payment":
        raise Refusal("Invalid mode: must be one of payment.", param="mode")
    for name in ("success_url", "line_items"):
        if not params.get(name):
            raise Refusal(f"Missing required param: {name}.", code="parameter_missing", param=name)
    items, currency = line_items(params["line_items"])
    now = int(store.clock())
    expires = whole(params.get("expires_at", now + 24 * HOUR))
    if expires is None or not now + HOUR // 2 <= expires <= now + 24 * HOUR:
        raise Refusal(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    session = store.put(
        "sessions",
        f"cs_{'live' if account.is_live else 'test'}",
        {
            "object": "checkout.session",
            "mode": "payment",
            "status": "open",
            "payment_status": "unpaid",
            "amount_subtotal": sum(item["amount"] for item in items),
            "amount_total": sum(item["amount"] for item in items),
            "currency": currency,
            "customer_email": params.get("customer_email"),
            "client_reference_id": params.get("client_reference_id"),
            "metadata": params.get("metadata", {}),
            "payment_method_types": params.get("payment_method_types", ["card"]),
            "locale": params.get("locale", "auto"),
            "success_url": params["success_url"],
            "cancel_url": params.get("cancel_url"),
            "expires_at": expires,
            "payment_intent": None,
            **objects.owned_by(account),
            "_items": items,
            "_intent_metadata": (params.get("payment_intent_data") or {}).get("metadata", {}),
        },
    )
    session["url"] = f"{base}/c/pay/{session['id']}"
    return session


def checked_expiry(params: Object) -> int:
    """When the session ends, once the other parameters are known to be there."""
    if params.get("mode") != "payment":
        raise Refusal("Invalid mode: must be one of payment.", param="mode")
    for name in ("success_url", "line_items"):
        if not params.get(name):
            raise Refusal(f"Missing required param: {name}.", code="parameter_missing", param=name)
    now = int(time.time())
    expires = whole(params.get("expires_at", now + 24 * HOUR))
    if expires is None or not now + HOUR // 2 <= expires <= now + 24 * HOUR:
        raise Refusal(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return expires


def line_items(given: Any) -> tuple[list[Object], str]:
    """[{name, quantity, amount}] and their one currency."""
    items, currencies = [], set()
    for index, item in enumerate(given if isinstance(given, list) else []):
        where = f"line_items[{index}]"
        price = item.get("price_data") if isinstance(item, dict) else None
        if not isinstance(price, dict):
            raise Refusal("You must specify `price_data`.", param=f"{where}[price_data]")
        unit, quantity = whole(price.get("unit_amount")), whole(item.get("quantity", 1))
        name = (price.get("product_data") or {}).get("name")
        if unit is None or unit < 0 or quantity is None or quantity < 1 or not name:
            raise Refusal("Invalid line item: a name, an amount and a quantity are needed.", param=where)
        currencies.add(str(price.get("currency", "")))
        items.append({"name": str(name), "quantity": quantity, "amount": unit * quantity})
    if len(currencies) != 1 or len(code := currencies.pop()) != 3 or code != code.lower():
        raise Refusal("All line items need one currency, in lower case.", param="line_items")
    if sum(item["amount"] for item in items) < 1:
        raise Refusal("The total amount must be positive.", code="amount_too_small", param="line_items")
    return items, code


def expire_session(store: Store, session: Object) -> Object:
    if session["status"] != "open":
        raise Refusal(
            f"Only Checkout Sessions with a status in ['open'] can be expired. This one is {session['status']}."
        )
    objects.expire(store, session)
    return session


def create_refund(store: Store, account: Account, params: Object) -> Object:
    """A refund of a captured intent, whole or in part, never beyond what is left of it."""
    intent = find(store, account, "intents", str(params.get("payment_intent", "")))
    charge = store["charges"].get(intent["latest_charge"] or "")
    if charge is None:
        raise Refusal("This PaymentIntent does not have a successful charge to refund.")
    left = charge["amount"] - charge["amount_refunded"]
    amount = whole(params.get("amount", left))
    if left == 0:
        raise Refusal("Charge has already been refunded.", code="charge_already_refunded")
    if amount is None or not 0 < amount <= left:
        raise Refusal("Refund amount is greater than unrefunded amount on charge.", param="amount")
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    refund = store.put(
        "refunds",
        "re",
        {
            "object": "refund",
            "amount": amount,
            "currency": charge["currency"],
            "charge": charge["id"],
            "payment_intent": intent["id"],
            "metadata": params.get("metadata", {}),
            "reason": params.get("reason"),
            "status": "succeeded",
            **objects.owned_by(account),
        },
    )
    store.emit("refund.created", refund, account)
    store.emit("charge.refunded", charge, account)
    return refund
