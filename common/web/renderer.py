"""How forms are drawn: as Django's templates say, but an empty choice is a word, never dashes."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _


class WordedRenderer(TemplatesSetting):
    """The one place where the empty choice of every list gets its word, whoever wrote the list.

    A list that has to be chosen from says "Choose…", one that may stay empty "None"; a word of its own stays.
    """

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        widget = context.get("widget") or {}
        # A field that a form makes required later says so by its attribute alone.
        is_asked = widget.get("required") or widget.get("attrs", {}).get("required")
        word = _("Choose…") if is_asked else _("None")
        for option in _options(widget):
            if _is_empty(option):
                option["label"] = word
        return super().render(template_name, context, request)


def _options(widget: dict[str, Any]) -> list[dict[str, Any]]:
    """The options of a list, or of several under one name."""
    grouped = [option for _name, options, _index in widget.get("optgroups", ()) for option in options]
    return [*grouped, *(option for one in widget.get("lists", ()) for option in one["options"])]


def _is_empty(option: dict[str, Any]) -> bool:
    return option["value"] in ("", None) and not any(letter.isalnum() for letter in str(option["label"]))
