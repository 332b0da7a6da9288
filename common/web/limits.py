"""Rate limits: fixed windows in the cache, keyed by digests, never by a plain address."""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from common.tokens import digest


def client(request: HttpRequest) -> str:
    """The address of the client, believing only as many forwarding proxies as TRUSTED_PROXIES says."""
    hops = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        return hops[-settings.TRUSTED_PROXIES]
    return request.META.get("REMOTE_ADDR", "")


def limited(request: HttpRequest, scope: str, key: str | None = None) -> bool:
    """Counts one attempt; True once more than settings.LIMITS[scope] came in the window.

    `key` counts by something else than the client, for example by the address a code is asked for.
    """
    if not settings.RATE_LIMITS:
        return False
    most, seconds = settings.LIMITS[scope]
    window = int(time.time() // seconds)
    slot = f"limit:{scope}:{window}:{digest(key or client(request))[:32]}"
    cache.add(slot, 0, seconds * 2)
    try:
        return cache.incr(slot) > most
    except ValueError:  # evicted between the two calls
        return False
