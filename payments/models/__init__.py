from payments.models.attempt import Attempt
from payments.models.book import Book, Issuer
from payments.models.entry import Entry
from payments.models.event import WebhookEvent
from payments.models.exception import PaymentException
from payments.models.order import Order, OrderLine
from payments.models.refund import Refund

__all__ = ["Attempt", "Book", "Entry", "Issuer", "Order", "OrderLine", "PaymentException", "Refund", "WebhookEvent"]
