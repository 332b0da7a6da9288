"""A POST that reserves or spends may be repeated under one Idempotency-Key and acts once."""

import hashlib
import re
from collections.abc import Callable
from typing import Any, TypeVar

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from common import clock
from common.errors import DomainError, Invalid
from common.models import IdempotencyKey
from common.tokens import digest

M = TypeVar("M", bound=models.Model)


class IdempotencyKeyReused(DomainError):
    code = "idempotency_key_reused"
    message = _("This Idempotency-Key was used for another request.")
    status = 422


def once(request: Request, action: Callable[[], M]) -> tuple[M, bool]:
    """Runs `action` in one transaction, at most once per key; returns (what was made, made just now).

    The key's row is inserted first: a twin waits for the first and gets the object that it made. A refusal
    (an exception) rolls the row back and is not remembered. Only the kind and id of what was made are kept.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        with transaction.atomic():
            return action(), True
    if not re.fullmatch(r"[\x21-\x7e]{16,64}", key):
        raise Invalid(fields={"Idempotency-Key": [_("Use 16 to 64 printable characters.")]})
    where = {
        "credential": credential(request),
        "method": request.method,
        "path": request.path[:200],
        "key": key,
    }
    body = hashlib.sha256(request._request.body).hexdigest()
    try:
        with transaction.atomic():
            row = IdempotencyKey.objects.create(**where, body_digest=body, created_at=clock.now())
            made = action()
            row.made_kind, row.made_id = made._meta.label, str(made.pk)
            row.save(update_fields=["made_kind", "made_id"])
            return made, True
    except IntegrityError:
        twin = IdempotencyKey.objects.filter(**where).first()
        if twin is None:
            raise
    if twin.body_digest != body:
        raise IdempotencyKeyReused()
    model: Any = apps.get_model(twin.made_kind)
    return model._default_manager.get(pk=twin.made_id), False


def credential(request: Request) -> str:
    """Whose keys these are: a digest of the token, the session's user, or the public."""
    header = request.headers.get("Authorization", "")
    if header:
        return digest(header)
    if getattr(request.user, "is_authenticated", False):
        return f"user:{request.user.pk}"
    return "public"
