"""The fields of an author's form that are about people: co-presenters, guardians of minors, gender and youth."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from congress.enums import Gender
from congress.queries.presenters import presenter_of
from congress.rules.content import MOST_PRESENTERS, Presenter

SHOWN_PRESENTERS = 3
TEXTS = ("name", "role", "email")
ABOUT = ("gender", "is_young")
MINOR = ("is_minor", "guardian_name", "guardian_email")


def add_presenters(form: forms.Form, rows: list[Any]) -> list[dict[str, Any]]:
    """Adds the fields of co-presenters; returns per place the names of those shown and of those folded away."""
    people = [presenter_of(row) for row in rows]
    posted = sum(1 for n in range(1, MOST_PRESENTERS + 1) if f"presenter_{n}_name" in (form.data or {}))
    number = min(MOST_PRESENTERS, max(SHOWN_PRESENTERS, len(people) + 1, posted))
    people += [Presenter("")] * (number - len(people))
    return [_add_one(form, place, person) for place, person in enumerate(people, 1)]


def add_author(form: forms.Form, gender: str, is_young: bool | None) -> list[str]:
    """Adds gender and youth of the author; returns the names."""
    form.fields["author_gender"] = _gender(_("Your gender"), gender)
    form.fields["author_is_young"] = _young(_("Are you under thirty?"), is_young)
    return ["author_gender", "author_is_young"]


def read_presenters(form: forms.Form, number: int) -> tuple[Presenter, ...]:
    """The co-presenters as typed."""
    return tuple(_read_one(form.cleaned_data, f"presenter_{place}_") for place in range(1, number + 1))


def read_young(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)


def why_asked() -> str:
    """Why gender and youth are asked, in the words of the form."""
    return _(
        "Both are optional. They are used only in sums, so that the committee sees whether the selection as a whole is "
        "balanced; nobody reads what a single person answered, and no decision is taken by it."
    )


def _add_one(form: forms.Form, place: int, person: Presenter) -> dict[str, Any]:
    who, attrs, start = {"number": place}, {"autocomplete": "off"}, f"presenter_{place}_"
    own: dict[str, forms.Field] = {  # the guardian follows the tick: static/css/forms.css shows it once that is set
        "name": _text(_("Co-presenter %(number)s: name") % who, person.name, attrs),
        "role": _text(_("Co-presenter %(number)s: function") % who, person.role, attrs),
        "email": _email(_("Co-presenter %(number)s: e-mail") % who, person.email, attrs),
        "is_minor": forms.BooleanField(
            label=_("Co-presenter %(number)s is a minor") % who, required=False, initial=person.is_minor
        ),
        "guardian_name": _text(_("Co-presenter %(number)s: name of a guardian") % who, person.guardian_name, attrs),
        "guardian_email": _email(
            _("Co-presenter %(number)s: e-mail of the guardian") % who, person.guardian_email, attrs
        ),
    }
    more: dict[str, forms.Field] = {
        "gender": _gender(_("Co-presenter %(number)s: gender") % who, person.gender),
        "is_young": _young(_("Co-presenter %(number)s: under thirty?") % who, person.is_young),
    }
    own["is_minor"].help_text = _("Their guardian is asked for consent by e-mail; without it they are named nowhere.")
    form.fields |= {start + name: field for name, field in {**own, **more}.items()}
    return {"names": [start + name for name in own], "more": [start + name for name in more], "place": place}


def _read_one(data: dict[str, Any], start: str) -> Presenter:
    return Presenter(
        **{name: data.get(start + name) or "" for name in TEXTS},
        gender=data.get(f"{start}gender") or "",
        is_young=read_young(data.get(f"{start}is_young") or ""),
        is_minor=bool(data.get(f"{start}is_minor")),
        guardian_name=data.get(f"{start}guardian_name") or "",
        guardian_email=data.get(f"{start}guardian_email") or "",
    )


def _text(label: str, initial: str, attrs: dict[str, Any]) -> forms.CharField:
    return forms.CharField(label=label, initial=initial, required=False, widget=forms.TextInput(attrs=attrs))


def _email(label: str, initial: str, attrs: dict[str, Any]) -> forms.EmailField:
    return forms.EmailField(label=label, initial=initial, required=False, widget=forms.EmailInput(attrs=attrs))


def _gender(label: str, initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[("", _("Not said")), *Gender.choices], required=False, initial=initial
    )


def _young(label: str, initial: bool | None) -> forms.ChoiceField:
    chosen = "" if initial is None else "yes" if initial else "no"
    choices = [("", _("Not said")), ("yes", _("Yes")), ("no", _("No"))]
    return forms.ChoiceField(label=label, choices=choices, required=False, initial=chosen)
