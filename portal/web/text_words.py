"""The texts of a congress in words: of what they are, how they stand, what came of an import."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from common import formats
from common.fields import pick_or_original
from portal.queries.copied import OldText
from portal.queries.translation import LETTER
from portal.rules.translation import Unit
from portal.web.letter_catalogue import LETTERS

KINDS: dict[str, Any] = {
    "congress.page": _("Page"),
    "common.lettertext": _("Letter"),
    "congress.congress": _("Congress"),
    "congress.axis": _("Axis"),
    "congress.call": _("Call"),
    "questions.question": _("Question"),
    "congress.format": _("Format"),
    "congress.criterion": _("Criterion"),
    "congress.round": _("Round of reading"),
    "congress.host": _("Host or controller"),
    "congress.picture": _("Picture"),
    "congress.milestone": _("Milestone"),
    "registration.category": _("Category"),
    "registration.addon": _("Extra"),
    "registration.point": _("Control point"),
    "payments.book": _("Payments"),
    "visits.studyvisit": _("Study visit"),
    "visits.departure": _("Slot of a study visit"),
    "programme.room": _("Room"),
    "programme.session": _("Session"),
    "programme.signatory": _("Signature of certificates"),
}
FIELDS: dict[str, Any] = {
    "access_note": _("Access"),
    "alt": _("Description of the picture"),
    "anchors": _("What a score means"),
    "body": _("Text"),
    "description": _("Description"),
    "duties": _("What it does with the data"),
    "goals": _("What there is to learn"),
    "guidance": _("Guidance"),
    "help": _("Help"),
    "host_name": _("Host"),
    "host_questions": _("What the host asks"),
    "institution": _("Institution"),
    "label": _("Label"),
    "meeting_point": _("Meeting point"),
    "name": _("Name"),
    "office": _("Office"),
    "options": _("Option"),
    "place": _("Place"),
    "subject": _("Subject"),
    "summary": _("Summary"),
    "theme": _("Theme"),
    "title": _("Title"),
    "transport_label": _("Transport"),
    "venue": _("Venue"),
}
# Which of several texts of a kind it is: of a page (by kind of block and field), a question, a criterion.
PARTS: dict[str, Any] = {
    "h": _("heading {n}"),
    "p": _("paragraph {n}"),
    "ul": _("list {n}"),
    "ol": _("numbered list {n}"),
    "image/alt": _("picture {n}, its description"),
    "image/caption": _("picture {n}, its caption"),
    "table": _("table {n}"),
    "table/caption": _("table {n}, its caption"),
    "file/label": _("file {n}, its label"),
    "map": _("map {n}, the place"),
    "map/address": _("map {n}, the address"),
    "notice": _("notice {n}"),
    "notice/title": _("notice {n}, its title"),
    "news/title": _("news item {n}, its title"),
    "news/text": _("news item {n}, its text"),
    "sponsor/tier": _("sponsor {n}, the tier"),
    "options": _("option {n}"),
    "anchors": _("what a score of {n} means"),
}
STATES: dict[str, tuple[Any, str]] = {
    "missing": (_("missing"), "bad"),
    "outdated": (_("outdated"), "warn"),
    "done": (_("translated"), "ok"),
}
OUTCOMES: dict[str, tuple[Any, str]] = {
    "new": (_("New"), "ok"),
    "changed": (_("Changed"), "info"),
    "same": (_("As it was"), ""),
    "moved_on": (_("The original has changed: left as it is"), "warn"),
    "meanwhile": (_("The translation was changed here meanwhile: left as it is"), "warn"),
    "too_long": (_("Too long: left as it is"), "bad"),
    "faulty": (_("Not possible as it is: left as it is"), "bad"),
    "elsewhere": (_("Its page is built differently in this language: please write it there"), "warn"),
    "formula": (_("A formula, not a text: left as it is. Please type the translation as text."), "bad"),
    "unknown": (_("Unknown: left out"), "bad"),
}


def where(unit: Unit) -> str:
    """Of what a text is, as people call it: "Category, Volunteer, Name", "Page, Hotels, paragraph 2"."""
    name = pick_or_original(dict(unit.titles), unit.original)
    if unit.kind == LETTER:
        name = str(LETTERS[unit.name][0]) if unit.name in LETTERS else unit.name
    kind, n = unit.part
    last = str(PARTS[kind]).format(n=formats.number(n)) if kind else str(FIELDS[unit.field])
    return ", ".join(part for part in (str(KINDS[unit.kind]), name, last) if part)


def old_words(found: Iterable[OldText]) -> dict[str, str]:
    """{text: what of the edition before it names, in any of its languages}."""
    said: dict[str, dict[str, None]] = {}
    for one in found:
        said.setdefault(one.unit.key, {}).update(dict.fromkeys(one.words))
    return {key: formats.listing(map(formats.quoted, several)) for key, several in said.items()}


def sentence(outcome: str, unit: Unit | None) -> str:
    """What became of one translation, in words."""
    if outcome == "too_long" and unit is not None:
        text: str = str(_("{limit} characters are the limit. Please shorten it."))
        return text.format(limit=formats.number(unit.limit))
    return str(OUTCOMES[outcome][0])
