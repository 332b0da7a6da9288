"""What a click on the Checkout page does."""

from urllib.parse import quote

from payments.providers.sandbox import store as objects
from payments.providers.sandbox.store import Object, Store

#: Stripe's own test numbers (docs.stripe.com/testing).
GOOD_CARD = "4242424242424242"
DECLINED_CARDS = frozenset({"4000000000000002", "4000000000009995", "4000000000009987"})


def pay(store: Store, session: Object, number: str) -> str | None:
    """Pay an open session. Returns where the browser goes, or None when the card was declined."""
    with store.lock:
        store.expire_due()
        if session["status"] == "complete":
            return success_address(session)
        if session["status"] != "open":
            return session["cancel_url"] or success_address(session)
        if digits_of(number) in DECLINED_CARDS or not is_card_number(digits_of(number)):
            decline(store, session)
            return None
        complete(store, session)
        store.save()
        return success_address(session)


def complete(store: Store, session: Object) -> None:
    """Capture the money and tell it: intent, charge and session, in the order of Stripe's events."""
    account = objects.account_of(session)
    intent = intent_of(store, session)
    charge = store.put(
        "charges",
        "ch",
        {
            "object": "charge",
            "amount": session["amount_total"],
            "amount_captured": session["amount_total"],
            "amount_refunded": 0,
            "currency": session["currency"],
            "payment_intent": intent["id"],
            "metadata": dict(session["_intent_metadata"]),
            "paid": True,
            "captured": True,
            "refunded": False,
            "status": "succeeded",
            **objects.owned_by(account),
        },
    )
    intent.update(status="succeeded", amount_received=session["amount_total"], latest_charge=charge["id"])
    session.update(status="complete", payment_status="paid", payment_intent=intent["id"], url=None)
    store.emit("charge.succeeded", charge, account)
    store.emit("payment_intent.succeeded", intent, account)
    store.emit("checkout.session.completed", session, account)


def decline(store: Store, session: Object) -> None:
    """Refuse the card; the session stays open for another."""
    intent = intent_of(store, session)
    intent["last_payment_error"] = {"code": "card_declined", "type": "card_error"}
    store.emit("payment_intent.payment_failed", intent, objects.account_of(session))
    store.save()


def intent_of(store: Store, session: Object) -> Object:
    if session.get("_intent"):
        return store["intents"][session["_intent"]]
    intent = store.put(
        "intents",
        "pi",
        {
            "object": "payment_intent",
            "amount": session["amount_total"],
            "amount_received": 0,
            "currency": session["currency"],
            "metadata": dict(session["_intent_metadata"]),
            "status": "requires_payment_method",
            "latest_charge": None,
            "last_payment_error": None,
            **objects.owned_by(objects.account_of(session)),
        },
    )
    session["_intent"] = intent["id"]
    return intent


def success_address(session: Object) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", quote(session["id"]))


def digits_of(text: str) -> str:
    return "".join(char for char in text if char.isascii() and char.isdigit())


def is_card_number(digits: str) -> bool:
    """The Luhn check (ISO/IEC 7812-1, annex B) of 12 to 19 digits."""
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return 12 <= len(digits) <= 19 and total % 10 == 0
