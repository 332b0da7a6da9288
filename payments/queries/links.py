"""The payer's link: a secret that authorises, in an address that is exchanged for a session."""

from django.conf import settings
from django.urls import reverse

from common.tokens import digest, unseal
from payments.models import Order


def pay_url(order: Order) -> str:
    """The address that lets whoever holds it pay and read this order. Never log it."""
    return f"{settings.PUBLIC_URL}{reverse('payments-link', args=[unseal(order.secret_sealed)])}"


def order_by_secret(secret: str) -> Order | None:
    """The order that a secret opens."""
    return Order.objects.filter(secret_digest=digest(secret)).first()
