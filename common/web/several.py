"""Several choices out of a long list, without a script: a few lists to choose one from, under one name."""

from typing import Any

from django import forms


class SeveralSelect(forms.SelectMultiple):
    """As many lists as there are choices made, one more, and `rows` at least; an empty one chooses nothing."""

    template_name = "django/forms/widgets/several.html"
    use_fieldset = True

    def __init__(self, rows: int = 4) -> None:
        super().__init__()
        self.rows = rows

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return ""  # each list has a label of its own; the whole has a legend

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [one for one in super().value_from_datadict(data, files, name) or [] if one]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Widget.get_context(self, name, None, attrs)
        chosen = [str(one) for one in value or [] if one]
        base = (attrs or {}).get("id") or f"id_{name}"
        blank = [""] * max(self.rows - len(chosen), 1)
        context["widget"]["lists"] = [
            {"id": f"{base}_{number}", "number": number, "options": self._options(one)}
            for number, one in enumerate([*chosen, *blank], start=1)
        ]
        context["widget"]["is_invalid"] = bool(context["widget"]["attrs"].get("aria-invalid"))
        return context

    def _options(self, chosen: str) -> list[dict[str, Any]]:
        return [{"value": value, "label": label, "is_chosen": str(value) == chosen} for value, label in self.choices]
