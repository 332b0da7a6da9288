"""A form over a version that somebody else has replaced: what was not touched takes their values, what was typed stays.

The page carries along what its fields held when it was opened (`base`), so that the two can be told apart.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from common import formats
from common.web.texts import TextsField

Value = str | list[str]
Values = dict[str, Value]  # by the names under which a page sends them: "starts_on", "name_en"


@dataclass(frozen=True)
class Clash:
    """A field that both have changed, each to something else; `lang` is that of its text, "" for none."""

    label: str
    lang: str
    yours: str
    theirs: str


@dataclass
class Merged:
    """What to bind a form to, and the fields that both have changed."""

    data: QueryDict
    clashes: list[Clash] = field(default_factory=list)


class MergingForm(forms.Form):
    """Names the version that was read, and what its fields held then."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    base = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def remember(self) -> None:
        """Has the page carry along what the fields hold; to be called once all of them are there."""
        self.initial["base"] = _packed(self.held())

    def held(self) -> Values:
        """What the fields offer before anything is typed."""
        return {key: _plain(self, name, code) for name, code, key in self.places()}

    def sent(self) -> Values:
        """What was sent, of the fields that the page had."""
        data: Any = self.data
        several = {key for name, _code, key in self.places() if _is_several(self.fields[name])}
        switches = {name for name, one in self.fields.items() if isinstance(one, forms.BooleanField)}
        found: Values = {key: sorted(filter(None, data.getlist(key))) for key in several}
        for _name, _code, key in self.places():
            if key not in several and (key in data or key in switches):
                found[key] = _tidy(data.get(key, ""))
        return found

    def places(self) -> Iterator[tuple[str, str, str]]:
        """(field, language or "", the name that is sent) of everything that can be typed."""
        for name, one in self.fields.items():
            if isinstance(one, TextsField):
                yield from ((name, code, f"{name}_{code}") for code in one.languages)
            elif not isinstance(one.widget, forms.HiddenInput):
                yield name, "", name


def is_behind(form: MergingForm, version: int) -> bool:
    """Whether the page was opened over another version than this one."""
    return str(form.data.get("version", "")).strip() != str(version)


def merged(sent: MergingForm, fresh: MergingForm, version: int) -> Merged:
    """What was sent, laid over what `fresh`, an unbound form of the version that stands now, holds.

    Without a readable base everything counts as typed, so that nothing is lost.
    """
    base, typed, theirs = _unpacked(sent.data.get("base", "")), sent.sent(), fresh.held()
    found = Merged(QueryDict(mutable=True))
    for name, code, key in fresh.places():
        was, now = base.get(key), theirs[key]
        mine = typed.get(key, now)
        if isinstance(now, list):
            found.data.setlist(key, _laid_over(mine, was, now))
            continue
        found.data[key] = now if mine == was else mine
        if mine not in (was, now) and was != now:
            label = str(fresh.fields[name].label)
            label = f"{label}, {formats.language_name(code)}" if code else label
            found.clashes.append(Clash(label, code, *(_shown(fresh.fields[name], one) for one in (mine, now))))
    found.data["version"], found.data["base"] = str(version), _packed(theirs)
    return found


def _laid_over(mine: Value, was: Value | None, now: list[str]) -> list[str]:
    """Theirs, with what was added to the list and without what was taken from it."""
    before = was if isinstance(was, list) else now
    return [one for one in now if one in mine or one not in before] + [
        one for one in mine if one not in before and one not in now
    ]


def _is_several(one: forms.Field) -> bool:
    return getattr(one.widget, "allow_multiple_selected", False)


def _plain(form: MergingForm, name: str, code: str) -> Value:
    value = form.get_initial_for_field(form.fields[name], name)
    if code:
        return _tidy((value or {}).get(code, ""))
    if _is_several(form.fields[name]):
        return sorted(str(one) for one in value or [])
    if isinstance(form.fields[name], forms.BooleanField):
        return "on" if value else ""
    return "" if value is None else _tidy(value.isoformat() if isinstance(value, date) else str(value))


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _packed(values: Values) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def _unpacked(text: str) -> Values:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _shown(one: forms.Field, value: Value) -> str:
    """A value as people read it; whatever cannot be read as it was typed."""
    text = str(value)
    if isinstance(one, forms.DateField):
        try:
            return formats.day(date.fromisoformat(text))
        except ValueError:
            return text
    if isinstance(one, forms.ChoiceField):
        flat = [row for label, rows in one.choices for row in (rows if isinstance(rows, list) else [(label, rows)])]
        return next((str(label) for code, label in flat if str(code) == text), text)
    return text or "–"
