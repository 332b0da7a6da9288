"""What the pages say in a language, from the same catalogue: a journey in French reads French."""

from collections.abc import Callable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, ngettext

Words = Callable[..., str]


def words(language: str) -> Words:
    """`t = words("pt")`; `t("Register")` is the word on the Portuguese page; `t("… %(n)s …", n=3)` is filled in."""

    def said(text: str, **values: Any) -> str:
        with translation.override(language):
            found = gettext(text)
        return found % values if values else found

    return said


def counted(language: str, one: str, many: str, number: int) -> str:
    """The same for a text that counts: its %(number)s is filled in."""
    with translation.override(language):
        return ngettext(one, many, number) % {"number": number}
