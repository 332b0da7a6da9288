"""What the book of abstracts of a congress says, in one language of ours."""

from itertools import groupby
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import formats
from common.fields import pick
from common.paper import fonts
from congress.documents.book import Book, Chapter, Entry
from congress.models import Congress, Submission
from congress.queries import bank
from congress.rules.bank import translation_of
from questions.enums import CHOICES, Audience
from questions.queries.forms import questions_of

UNREADABLE = 3  # so many different letters without a font, and a text is better read on the screen


def of(congress: Congress, lang: str, address: str) -> Book:
    """The book in a language: originals as they were written, translated where there is a translation.

    `address` is that of the page of experiences, to which each adds its code.
    """
    rows = bank.with_answers(bank.with_people(bank.experiences_of(congress)))
    with translation.override(lang):
        chapters = tuple(
            _chapter(axis, [_entry(row, lang, address) for row in found])
            for axis, found in groupby(rows.iterator(chunk_size=500), _axis)
        )
        place = pick(congress.venue)
        return Book(
            lang=lang,
            title=_("Book of abstracts"),
            congress=pick(congress.name),
            theme=pick(congress.theme),
            when=", ".join(part for part in (formats.days(congress.starts_on, congress.ends_on), place) if part),
            figures=_figures(congress),
            colour=congress.primary_colour,
            accent=congress.accent_colour,
            imprint=_imprint(congress, address),
            chapters=chapters,
            words={
                "contents": _("Contents"),
                "cities": _("Index of cities and organisations"),
                "subjects": _("Index of subjects"),
                "online": _("Read it online"),
            },
            test=_("this book is a rehearsal") if congress.is_rehearsing else "",
        )


def _figures(congress: Congress) -> str:
    found = bank.figures(bank.experiences_of(congress))
    parts = {
        "experiences": ngettext("%(n)s experience", "%(n)s experiences", found["experiences"]),
        "cities": ngettext("%(n)s city or organisation", "%(n)s cities and organisations", found["cities"]),
        "countries": ngettext("%(n)s country", "%(n)s countries", found["countries"]),
    }
    words = {name: text % {"n": formats.number(found[name])} for name, text in parts.items()}
    return _("%(experiences)s from %(cities)s in %(countries)s") % words


def _imprint(congress: Congress, address: str) -> tuple[str, ...]:
    host = pick(congress.host.name) if congress.host else ""
    lines = (
        ", ".join(part for part in (pick(congress.name), formats.days(congress.starts_on, congress.ends_on)) if part),
        _("Published by %(host)s.") % {"host": host} if host else "",
        _("Every text stands in the language in which it was written; translations are marked as such."),
        _("The experiences are published with the agreement of their authors."),
        _("They can be searched and read at %(address)s.") % {"address": address},
    )
    return tuple(line for line in lines if line)


def _axis(row: Submission) -> str:
    return pick(row.axis.name) if row.axis else ""


def _chapter(name: str, entries: list[Entry]) -> Chapter:
    count = ngettext("%(n)s experience", "%(n)s experiences", len(entries)) % {"n": formats.number(len(entries))}
    return Chapter(name=name or _("Experiences"), count=count, entries=tuple(entries))


def _entry(row: Submission, lang: str, address: str) -> Entry:
    original = row.language
    other = translation_of(original, row.summary, lang)
    title, other_title = _titles(row, lang)
    return Entry(
        code=row.code,
        url=f"{address}{row.code}/",
        city=pick(row.organisation.name),
        country=formats.country(row.organisation.country),
        title=title,
        text=_readable(row.summary.get(original) or pick(row.summary), original),
        other_title=other_title,
        other_text=row.summary.get(other, ""),
        other_label=_("Translation: %(language)s") % {"language": formats.language_name(other)} if other else "",
        facts=_facts(row),
        subjects=_subjects(row),
    )


def _titles(row: Submission, lang: str) -> tuple[str, str]:
    """The title and its translation; the translation alone where the original cannot be printed."""
    title = row.title.get(row.language) or pick(row.title)
    other = row.title.get(translation_of(row.language, row.title, lang), "")
    return (other, "") if other and fonts.missing_glyphs(title) else (title, other)


def _readable(text: str, language: str) -> str:
    if len(fonts.missing_glyphs(text)) <= UNREADABLE:
        return text
    words = {"language": formats.language_name(language)}
    return _("The original, in %(language)s, needs letters that cannot be printed here. Please read it online.") % words


def _facts(row: Submission) -> tuple[tuple[str, str], ...]:
    network = row.organisation.territorial_network
    facts: list[tuple[str, Any]] = [
        (_("Presented by"), formats.listing(bank.presenters_of(row))),
        (_("Format"), pick(row.format.name) if row.format else ""),
        (_("Original language"), formats.language_name(row.language)),
        (_("Territorial network"), pick(network.name) if network else ""),
    ]
    return tuple((label, value) for label, value in facts if value)


def _subjects(row: Submission) -> tuple[str, ...]:
    """The options chosen where everybody may read the answer: what the experience is about."""
    if row.answer_set is None:
        return ()
    found: list[str] = []
    for question in questions_of(row.call.form):
        if question.audience != Audience.PUBLIC or question.kind not in CHOICES:
            continue
        value = row.answer_set.answers.get(question.code) or []
        chosen = value if isinstance(value, list) else [value]
        found += [pick(option.get("label")) for option in question.options if option["code"] in chosen]
    return tuple(dict.fromkeys(filter(None, found)))
