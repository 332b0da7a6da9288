"""Entries of the audit trail as a page and a file show them: sentences, names, amounts, times, addresses."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from common import formats
from common.actions.audit import privates_of
from common.actors import names_of
from common.models import AuditEntry
from common.money import Money
from common.rehearsals import is_rehearsal
from congress.models import Congress
from portal.queries.trail import Known, known
from portal.web import trail_words as words

NOTHING = "–"
_ENDS = frozenset({"closes_at", "expires_at", "until"})  # said as deadlines are


@dataclass
class Reading:
    """One reader's view of a congress: what they may see, and where the objects of entries lie for them."""

    event: Congress
    user: Any
    roles: frozenset[str]
    is_sealed: bool  # the names that are kept sealed stay so
    book: str
    currency: str

    def shown(self, rows: Sequence[AuditEntry]) -> list[dict[str, Any]]:
        """The entries in words; a fixed number of queries however many they are."""
        found = known(self.event, self.user, rows, [pair for row in rows for pair in _nouns(row)])
        names = names_of((row.actor_kind, row.actor_id) for row in rows)
        private = {} if self.is_sealed else privates_of(rows)
        return [
            {
                "row": row,
                "who": names[row.actor_kind, row.actor_id],
                "actor": f"{row.actor_kind}:{row.actor_id}",
                "what": words.verb(row.verb),
                "is_rehearsal": is_rehearsal(row.scope),
                "kind": words.subject(row.subject_kind),
                "code": _code(row, found),
                "name": _name(row, found),
                "url": self.url(row, found),
                "changes": list(self.changes(row, found)),
                "private": _labelled(private.get(row.pk, {})),
            }
            for row in rows
        ]

    def url(self, row: AuditEntry, found: Known) -> str:
        """Where the entry's object is shown to this reader; "" where it is not."""
        if row.subject_kind not in _PAGES:
            return ""
        roles, address = _PAGES[row.subject_kind]
        return address(self, _code(row, found), found) if self.roles & roles else ""

    def changes(self, row: AuditEntry, found: Known) -> Iterator[dict[str, str]]:
        """Each field that differs, with its value before and after; what stayed as it was is left out."""
        currency = row.after.get("currency") or row.before.get("currency") or self.currency
        for name in _in_order({*row.before, *row.after}):
            before, after = row.before.get(name), row.after.get(name)
            if name == "currency" or (name in row.before and before == after):
                continue
            say = _Values(self, row.subject_kind, currency, found)
            yield {
                "label": words.field(name, found.names),
                "before": say.text(name, before) if name in row.before else "",
                "after": say.text(name, after) if name in row.after else "",
            }


@dataclass
class _Values:
    """The values of one entry."""

    reading: Reading
    kind: str
    currency: str
    found: Known

    def text(self, name: str, value: Any) -> str:
        if value in (None, "", [], {}):
            return NOTHING
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, list):
            return formats.listing(self.text(name, each) for each in value)
        if isinstance(value, dict):
            return "; ".join(formats.labelled(words.field(key), self.text(key, value[key])) for key in _in_order(value))
        if isinstance(value, int) and name in words.MONEY:
            return formats.money(Money(value, self.currency))
        if name in words.NOUNS:
            return self.found.names.get((words.NOUNS[name], str(value)), str(value))
        if isinstance(value, int):
            return formats.number(value)
        return self._word(name, str(value))

    def _word(self, name: str, value: str) -> str:
        codes = words.codes(self.kind, name)
        if value in codes:
            return str(codes[value])
        if name in words.LANGUAGES:
            return formats.language_name(value)
        if name == "country":
            return formats.country(value)
        if name.endswith("_at") or name == "until":
            say = formats.deadline if name in _ENDS else formats.zoned
            return say(datetime.fromisoformat(value), self.reading.event.zone)
        if name.endswith("_on"):
            return formats.day(date.fromisoformat(value))
        return value


def _in_order(names: Iterable[str]) -> list[str]:
    """The state first, then as the reader's words sort: the database keeps no order."""
    return sorted(names, key=lambda name: (name != "state", words.field(name)))


def _labelled(private: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(words.field(name), private[name]) for name in _in_order(private)]


def _named(row: AuditEntry) -> tuple[str, str] | None:
    """(noun, code or number) by which the object of an entry is named; None where its code is what people know."""
    noun, by = words.NAMED.get(row.subject_kind, ("", ""))
    said = row.subject_label if by == "code" else row.subject_id
    return (noun, said) if said else None


def _name(row: AuditEntry, found: Known) -> str:
    """What people call the object of an entry: its name, or the code that they know; "" for what is gone."""
    if row.subject_kind in words.KNOWN_BY_CODE:
        return ""
    named = _named(row)
    name = found.names.get(named, "") if named else ""
    # A note that is gone was on a milestone.
    return name or (found.names.get(("milestone", row.subject_label), "") if row.subject_kind == "note" else "")


def _nouns(row: AuditEntry) -> Iterator[tuple[str, Any]]:
    if named := _named(row):
        yield named
    if row.subject_kind == "note" and row.subject_label:
        yield "milestone", row.subject_label
    for values in (row.before, row.after):
        for name, value in values.items():
            if name.startswith(words.CALL):
                yield "call", name.removeprefix(words.CALL)
            elif isinstance(value, dict):
                yield from ((words.NOUNS[key], each) for key, each in value.items() if key in words.NOUNS)
            elif name in words.NOUNS:
                yield words.NOUNS[name], value


def _code(row: AuditEntry, found: Known) -> str:
    """The code by which people know the object; scans name a registration by its number alone."""
    if row.subject_label or row.subject_kind != "registration":
        return row.subject_label
    return found.registrations.get(row.subject_id, "")


Address = Callable[[Reading, str, Known], str]


def _page(name: str, *, is_coded: bool = True) -> Address:
    """The page of that name under the congress, with the object's code or without."""

    def address(reading: Reading, code: str, found: Known) -> str:
        if is_coded and not code:
            return ""
        return reverse(name, args=[reading.event.slug, code] if is_coded else [reading.event.slug])

    return address


def _order(reading: Reading, code: str, found: Known) -> str:
    return reverse("payments-order", args=[reading.book, code]) if reading.book and code else ""


def _submission(reading: Reading, code: str, found: Known) -> str:
    call = found.calls.get(code)
    return reverse("congress-manage-submission", args=[reading.event.slug, call, code]) if call else ""


def _booking(reading: Reading, code: str, found: Known) -> str:
    slot = found.departures.get(code)
    return reverse("visits-manage-one", args=[reading.event.slug, slot]) if slot else ""


_READERS, _OWNER = frozenset({"owner", "auditor"}), frozenset({"owner"})
_PAGES: dict[str, tuple[frozenset[str], Address]] = {
    "assignment": (_READERS, _submission),
    "booking": (_READERS, _booking),
    "call": (_READERS, _page("congress-manage-call")),
    "congress": (_READERS, _page("portal-congress", is_coded=False)),
    "departure": (_READERS, _page("visits-manage-one")),
    "device": (_OWNER, _page("registration-door-devices", is_coded=False)),
    "invitation": (_READERS, _page("congress-team", is_coded=False)),
    "milestone": (_READERS, _page("congress-plan-milestone")),
    "note": (_READERS, _page("congress-plan-minutes", is_coded=False)),
    "order": (_READERS, _order),
    "page": (_READERS, _page("congress-manage-page-preview")),
    "picture": (_READERS, _page("congress-manage-pictures", is_coded=False)),
    "point": (_OWNER, _page("registration-door-point")),
    "publication": (_READERS, _page("programme-manage", is_coded=False)),
    "registration": (_READERS, _page("registration-manage-one")),
    "session": (_READERS, _page("programme-manage-session")),
    "submission": (_READERS, _submission),
    "teammember": (_READERS, _page("congress-team", is_coded=False)),
}
