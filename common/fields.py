"""Texts in the languages of a congress, kept as {"en": "…", "ca": "…"}."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

FALLBACK = ("en", "es", "fr", "pt")


def pick(value: dict[str, str] | None, lang: str | None = None) -> str:
    """The text in `lang` (default: the active language), else in the first language that has it, else ""."""
    if not value:
        return ""
    lang = (lang or get_language() or "en").split("-")[0]
    if value.get(lang):
        return value[lang]
    for code in (*FALLBACK, *value):
        if value.get(code):
            return value[code]
    return ""


def language_of(value: dict[str, str] | None, lang: str | None = None) -> str:
    """The language in which `pick` answers, for the lang attribute of a fallback text."""
    text = pick(value, lang)
    wanted = (lang or get_language() or "en").split("-")[0]
    if not value or value.get(wanted) == text:
        return wanted
    return next((code for code in (*FALLBACK, *value) if value.get(code) == text), wanted)


def pick_or_original(value: dict[str, str] | None, original: str, lang: str | None = None) -> str:
    """The text in `lang` (default: the active language), else in `original`, in which it was written, else `pick`."""
    wanted = (lang or get_language() or "en").split("-")[0]
    return (value or {}).get(wanted) or (value or {}).get(original) or pick(value, wanted)


def language_or_original(value: dict[str, str] | None, original: str, lang: str | None = None) -> str:
    """The language in which `pick_or_original` answers."""
    wanted = (lang or get_language() or "en").split("-")[0]
    if value and not value.get(wanted) and value.get(original):
        return original
    return language_of(value, wanted)


def validate_translated(value: Any) -> None:
    if not isinstance(value, dict) or not all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
        raise ValidationError(_("A text per language is expected."))


class TranslatedField(models.JSONField):
    """A JSONField of texts per language code; arbitrary languages, default {}."""

    default_validators = [validate_translated]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
