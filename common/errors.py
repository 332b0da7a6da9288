"""Refusals. Each says in one sentence what happened; edges turn it into a page or problem+json."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal with a stable `code` and a sentence; keyword arguments fill the sentence's {placeholders}."""

    code = "refused"
    message: Any = _("This cannot be done.")
    status = 409

    def __init__(self, message: Any = None, *, fields: dict[str, list[Any]] | None = None, **params: Any) -> None:
        self.params = params
        self.fields = fields or {}
        if message is not None:
            self.message = message
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message).format(**self.params) if self.params else str(self.message)


class Invalid(DomainError):
    """The request cannot be understood or breaks a form's rule."""

    code = "invalid"
    message = _("Please check what you have entered.")
    status = 400

    def __str__(self) -> str:
        if self.fields and self.message is Invalid.message:
            return " ".join(str(text) for texts in self.fields.values() for text in texts)
        return super().__str__()


class NotAllowed(DomainError):
    code = "not_allowed"
    message = _("You are not allowed to do this.")
    status = 403


class NotFound(DomainError):
    code = "not_found"
    message = _("This does not exist.")
    status = 404


class Conflict(DomainError):
    code = "conflict"
    message = _("This cannot be done at the moment.")
    status = 409


class TooMany(DomainError):
    code = "too_many_requests"
    message = _("Too many attempts. Please wait a few minutes and try again.")
    status = 429


def sentence(code: str, params: dict[str, Any]) -> str:
    """What a refusal says that was kept as its code, in the language of whoever reads it now."""
    found = next((error for error in _every(DomainError) if error.code == code), DomainError)
    return str(DomainError(found.message, **params))


def _every(error: type[DomainError]) -> Iterator[type[DomainError]]:
    yield error
    for child in error.__subclasses__():
        yield from _every(child)
