"""Stripe's webhook signature, both ways.

Source: docs.stripe.com/webhooks, "Verify webhook signatures manually": HMAC-SHA256 of `t.body` with the
endpoint's secret, hexadecimal, scheme v1. Written here because the SDK costs a worker some 25 MB and
accepts times in the future.
"""

import hashlib
import hmac

TOLERANCE_SECONDS = 300
#: What the stand-in signs with where nobody gave it a secret; the settings allow it on a loopback address only.
STAND_IN_SECRET = "whsec_sandbox_for_a_loopback_address_only"  # noqa: S105


def sign(body: bytes, secret: str, at: int) -> str:
    """The `Stripe-Signature` header for `body` at the Unix time `at`."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def is_genuine(body: bytes, header: str, secret: str, at: int) -> bool:
    """Whether `header` signs `body` within five minutes of the Unix time `at`, before or after.

    Any number of v1 signatures may stand in the header (Stripe sends two while a secret is rolled).
    An empty secret signs nothing.
    """
    if not secret or not header.isascii():
        return False
    pairs = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    if len(times) != 1 or not times[0].isdigit() or len(times[0]) > 12:
        return False
    signed_at = int(times[0])
    if abs(at - signed_at) > TOLERANCE_SECONDS:
        return False
    expected = sign(body, secret, signed_at).rpartition("=")[2]
    return any(hmac.compare_digest(expected, value) for name, _, value in pairs if name == "v1")
