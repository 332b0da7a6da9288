"""Inputs for answers that Django has none for: an address in four lines, a file that may be there already."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import formats
from questions.rules.answers import ADDRESS

_AUTOCOMPLETE = {
    "street": "street-address",
    "postcode": "postal-code",
    "locality": "address-level2",
    "country": "country",
}


class AddressWidget(forms.Widget):
    """Street, postcode, locality and country; sends "name.street" and so on, a sign that no code has."""

    template_name = "django/forms/widgets/address.html"
    use_fieldset = True

    def id_for_label(self, id_: str) -> str:
        return ""  # each line has a label of its own; the whole has a legend

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        return {part: data.get(f"{name}.{part}", "") for part in ADDRESS}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}.{part}" in data for part in ADDRESS)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        lines = value if isinstance(value, Mapping) else {}
        labels = {
            "street": _("Street and number"),
            "postcode": _("Postcode"),
            "locality": _("Locality"),
            "country": _("Country"),
        }
        context["widget"]["is_invalid"] = bool(context["widget"]["attrs"].get("aria-invalid"))
        context["widget"]["countries"] = formats.countries(get_language() or "en")
        context["widget"]["lines"] = [
            {
                "part": part,
                "label": labels[part],
                "name": f"{name}.{part}",
                "id": f"{(attrs or {}).get('id') or f'id_{name}'}_{part}",
                "value": lines.get(part, ""),
                "autocomplete": _AUTOCOMPLETE[part],
            }
            for part in ADDRESS
        ]
        return context


class AddressField(forms.Field):
    """Cleans to {part: text}, or None where nothing was typed; what is enough is decided by the rule."""

    widget = AddressWidget

    def clean(self, value: Any) -> Any:
        return value if any(text.strip() for text in (value or {}).values()) else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return {k: v for k, v in (initial or {}).items() if v} != {k: v for k, v in (data or {}).items() if v}


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is there already, as the form shows it; `url` where it can be fetched."""

    key: str
    words: str
    url: str = ""


class KeptFileWidget(forms.FileInput):
    """A file picker; beside it the file that is there, and a box to take it away."""

    template_name = "django/forms/widgets/kept_file.html"

    def __init__(self, kept: KeptFile | None, accept: str) -> None:
        super().__init__(attrs={"accept": accept})
        self.kept = kept

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        sent = files.get(name) if files else None
        if sent is not None or self.kept is None:
            return sent
        return None if f"{name}.clear" in data else self.kept.key

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"kept": self.kept, "clear_name": f"{name}.clear"}
        return context


class KeptFileField(forms.Field):
    """Cleans to the file that was sent, to the key of the one that is there, or to None."""

    def __init__(self, *, kept: KeptFile | None, accept: str, **kw: Any) -> None:
        super().__init__(widget=KeptFileWidget(kept, accept), **kw)

    def clean(self, value: Any) -> Any:
        return value or None
