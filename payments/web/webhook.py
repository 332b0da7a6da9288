"""Stripe's door: signature first, then the event is kept, then it is applied."""

import json
import time
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from common import clock
from common.api.problems import respond
from common.errors import DomainError, Invalid
from payments.actions import webhooks
from payments.providers import stripe
from payments.rules.signature import is_genuine


class SignatureInvalid(Invalid):
    """A webhook that Stripe did not sign for this legal entity, or too long ago."""

    code = "webhook_signature_invalid"
    message = _("The signature of this event is not valid.")


@csrf_exempt
@require_POST
def receive(request: HttpRequest, entity: str) -> HttpResponse:
    """200 once the event is kept, also when it must be applied later; 400 for what is forged or no event."""
    try:
        event = webhooks.receive_event(entity=entity, told=verified(request, entity), now=clock.now())
    except DomainError as error:
        return respond(error)
    return JsonResponse({"received": event.event_id})


def verified(request: HttpRequest, entity: str) -> Any:
    """The body of a signed request. The clock of the signature is the real one, also in a demo.

    What the test mode's own secret signs is believed of the test mode only.
    """
    header, at = request.headers.get("Stripe-Signature", ""), int(time.time())
    is_signed = is_genuine(request.body, header, stripe.webhook_secret(entity), at)
    if not is_signed and not is_genuine(request.body, header, stripe.rehearsal_webhook_secret(entity), at):
        raise SignatureInvalid()
    try:
        told = json.loads(request.body)
    except ValueError:
        raise webhooks.EventInvalid() from None
    if not is_signed and (not isinstance(told, dict) or told.get("livemode") is not False):
        raise SignatureInvalid()
    return told
