"""A text in several languages as one field of a form: an input a language, marked with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common import formats


class TextsWidget(forms.Widget):
    """One input, or one area of `rows` lines, for each language; `name_en`, `name_ca` are what it sends."""

    template_name = "django/forms/widgets/texts.html"
    use_fieldset = True

    def __init__(self, languages: Sequence[str] = (), rows: int = 1, max_length: int | None = None) -> None:
        super().__init__()
        self.languages, self.rows, self.max_length = list(languages), rows, max_length

    def id_for_label(self, id_: str) -> str:
        return ""  # each input has a label of its own; the whole has a legend

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        return {code: data.get(f"{name}_{code}", "") for code in self.languages}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}_{code}" in data for code in self.languages)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        base = (attrs or {}).get("id") or f"id_{name}"
        texts = value if isinstance(value, dict) else {}
        context["widget"] |= {
            "rows": self.rows,
            "max_length": self.max_length,
            "is_alone": len(self.languages) == 1,
            "is_invalid": bool(context["widget"]["attrs"].get("aria-invalid")),
            "texts": [
                {
                    "code": code,
                    "label": formats.autonym(code),
                    "dir": formats.direction(code),
                    "name": f"{name}_{code}",
                    "id": f"{base}_{code}",
                    "value": texts.get(code, ""),
                }
                for code in self.languages
            ],
        }
        return context


class TextsField(forms.Field):
    """Cleans to {language: text} without the empty ones. A required one needs one language at least.

    What `kept` holds in languages that the form does not show stays.
    """

    def __init__(
        self,
        *,
        languages: Sequence[str] | None = None,
        rows: int = 1,
        max_length: int | None = None,
        kept: Mapping[str, str] | None = None,
        **kw: Any,
    ) -> None:
        self.languages = list(languages or [get_language() or "en"])
        self.most, self.kept = max_length, dict(kept or {})
        super().__init__(widget=TextsWidget(self.languages, rows, max_length), initial=dict(kept or {}), **kw)

    def clean(self, value: Any) -> dict[str, str]:
        given = {code: _tidy(text) for code, text in (value or {}).items()}
        given = {code: text for code, text in given.items() if text}
        if self.required and not given:
            raise ValidationError(_("Please write this in one language at least."))
        for code, text in given.items():
            if self.most and len(text) > self.most:
                sentence = _("{language}: {length} characters of {limit}. Please shorten it.")
                name = formats.language_name(code)
                raise ValidationError(str(sentence).format(language=name, length=len(text), limit=self.most))
        return {code: text for code, text in self.kept.items() if code not in self.languages} | given

    def has_changed(self, initial: Any, data: Any) -> bool:
        return {k: v for k, v in (initial or {}).items() if v} != {k: v for k, v in (data or {}).items() if v}


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "").strip()
