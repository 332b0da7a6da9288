"""What payments announces, inside the transaction and under the order's lock.

Every signal is sent as `send(sender=Order, order=order, by=actor, now=instant)`. Receivers write the database
only, may hear the same thing again, and never refuse money: a place that is gone is an outcome.
"""

from django.dispatch import Signal

#: The order is paid in full (or over) and was not before.
order_paid = Signal()

#: Somebody vouches for the order: its places are held without a payment.
order_secured = Signal()

#: All money of the order was given back.
order_refunded = Signal()

#: The order's time is over and nothing was received.
order_expired = Signal()

#: The order was called off by its owner or an organiser.
order_cancelled = Signal()

#: The order lives longer than before: `order.expires_at` is new (a transfer was chosen, a Checkout was opened).
order_extended = Signal()
