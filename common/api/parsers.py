"""What the API reads."""

from typing import Any

from django.core.validators import ProhibitNullCharactersValidator
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from common.errors import Invalid


class AnyJson(JSONParser):
    """JSON; nested beyond reason is not JSON to us."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError from None


class Json(AnyJson):
    """JSON whose texts every database can keep: no zero bytes, no halves of characters. Else Invalid."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        found = super().parse(stream, media_type, parser_context)
        parts = found if isinstance(found, dict) else {"body": found}
        wrong = [name if _can_be_kept(name) else "body" for name, value in parts.items() if not _is_kept([name, value])]
        if wrong:
            raise Invalid(fields={name: [ProhibitNullCharactersValidator.message] for name in wrong})
        return found


def _is_kept(value: Any) -> bool:
    """Whether every text in it can be kept, however deep."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and not _can_be_kept(one):
            return False
    return True


def _can_be_kept(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
