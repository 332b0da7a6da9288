"""When money moves, registrations follow. Inside the announcing transaction; harmless when repeated.

And what congresses ask upwards is answered: where presenters register.
"""

from typing import Any

from django.dispatch import receiver

from congress import signals as congresses
from payments import signals
from registration.actions import settle
from registration.queries.presenters import presenter_url


@receiver(signals.order_paid)
def confirm(order: Any, by: Any, now: Any, **_: Any) -> None:
    settle.confirm_paid(order=order, by=by, now=now)


@receiver(signals.order_secured)
def secure(order: Any, by: Any, now: Any, **_: Any) -> None:
    settle.secure(order=order, by=by, now=now)


@receiver(signals.order_expired)
def expire(order: Any, by: Any, now: Any, **_: Any) -> None:
    settle.expire(order=order, by=by, now=now)


@receiver(signals.order_extended)
def extend(order: Any, now: Any, **_: Any) -> None:
    settle.extend(order=order, now=now)


@receiver(congresses.presenter_link)
def presenters_register(submission: Any, language: str, **_: Any) -> str:
    return presenter_url(submission, language)
