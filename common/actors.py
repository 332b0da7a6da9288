"""Who acted, as a value: kept beside what was done, never a key into the accounts.

What is kept is a number or a code. A person's name is looked up when somebody reads it, by whoever knows the person:
so an erasure reaches every page, and this room learns no names.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Actor:
    """kind: user, holder (of a link), device, token, system; id: its stable reference; label: code or role shown."""

    kind: str
    id: str
    label: str = ""

    @classmethod
    def system(cls, name: str) -> "Actor":
        return cls("system", name, name)

    def __str__(self) -> str:
        return self.label or f"{self.kind}:{self.id}"


Namer = Callable[[Collection[str]], Mapping[str, Any]]
_namers: dict[str, Namer] = {}

# Where nobody knows a name.
KINDS = {
    "user": _("Somebody who had signed in"),
    "holder": _("Holder of a link"),
    "public": _("Somebody who had not signed in"),
    "device": _("A device"),
    "token": _("A tool"),
    "system": _("The system"),
}


def namer(kind: str) -> Callable[[Namer], Namer]:
    """Registers `names(ids)`, which says {id: name as it is today} for the actors of a kind; it may know only some."""

    def register(names: Namer) -> Namer:
        _namers[kind] = names
        return names

    return register


def names_of(actors: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """{(kind, id): name} in the active language, for every actor given; each kind is asked once."""
    wanted: dict[str, set[str]] = {}
    for kind, ident in actors:
        wanted.setdefault(kind, set()).add(ident)
    found = {}
    for kind, idents in wanted.items():
        known = _namers[kind](idents) if kind in _namers else {}
        for ident in idents:
            found[kind, ident] = str(known.get(ident) or KINDS.get(kind, kind))
    return found
