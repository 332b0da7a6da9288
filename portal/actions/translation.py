"""Saving translations, many at once, each into the row that it belongs to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from common.actions import audit
from common.actions.translations import digest_of, mark_translated
from common.actors import Actor
from common.errors import DomainError, Invalid, NotFound
from common.letters import Text as Letter
from common.letters import default
from common.models import LetterText
from common.transfer.tables import Table
from common.transfer.writing import Gathering
from congress.actions.hold import hold
from congress.actions.pages import Text, save_draft
from congress.models import Congress, Page
from congress.queries.pages import working
from congress.rules.page_texts import bare, with_texts
from portal.actions.letters import save_letter_text
from portal.queries import edition
from portal.queries.translation import LETTER, PAGE, tables, units, units_of_page, units_of_row
from portal.rules.translation import REFUSED, SAME, TAKEN, Given, Unit, judged
from questions.rules.text import tidy

Wanted = dict[str, tuple[Given, Unit]]  # by field


@dataclass
class Saved:
    """What came of each text, by its key; `sentences` of those that their own room refused.

    `still` are those that were left as they are and said to be right.
    """

    outcomes: dict[str, str] = field(default_factory=dict)
    sentences: dict[str, str] = field(default_factory=dict)
    still: set[str] = field(default_factory=set)

    @property
    def taken(self) -> int:
        return sum(outcome in TAKEN for outcome in self.outcomes.values())

    @property
    def refused(self) -> list[str]:
        """The keys of texts that were not kept."""
        return [key for key, outcome in self.outcomes.items() if outcome in REFUSED or key in self.sentences]


@dataclass(frozen=True, slots=True)
class Work:
    """Into which language of which congress, who does it, and when."""

    congress: Congress
    language: str
    by: Actor
    now: datetime


def tidied(given: Iterable[Given]) -> list[Given]:
    """As they are kept: without control characters and outer blanks."""
    return [replace(one, text=tidy(one.text)) for one in given]


def look(*, congress: Congress, language: str, given: Sequence[Given]) -> Saved:
    """What would come of translations. Writes nothing."""
    known = {unit.key: unit for unit in units(congress)}
    return Saved({one.key: _judged(one, known.get(one.key), language) for one in tidied(given)})


def translate(*, congress: Congress, language: str, given: Sequence[Given], by: Actor, now: datetime) -> Saved:
    """Saves every translation that can be, and says of each what came of it; those of pages become drafts.

    What somebody changed since it was read is left as it is. A repeat changes nothing. Raises NotFound for a language
    that is none of the congress.
    """
    if language not in congress.languages:
        raise NotFound()
    work = Work(congress, language, by, now)
    given = tidied(given)
    with transaction.atomic():
        hold(congress)
        known = {unit.key: unit for unit in units(congress)}
        saved = Saved({one.key: _judged(one, known.get(one.key), language) for one in given})
        rows: dict[tuple[str, str], list[Given]] = {}
        for one in given:
            if saved.outcomes[one.key] in TAKEN or (one.is_current and saved.outcomes[one.key] == SAME):
                unit = known[one.key]
                rows.setdefault((unit.kind, unit.ident), []).append(one)
        gathering = Gathering(edition.whole(people=False), congress, word=congress.slug, lived=False)
        by_label = {table.label: table for table in tables()}
        for (kind, ident), wanted in sorted(rows.items()):
            if kind == PAGE:
                _save_page(work, ident, wanted, saved)
            elif kind == LETTER:
                _save_letter(work, ident, wanted, known, saved)
            else:
                _save_row(work, by_label[kind], gathering, ident, wanted, saved)
        right = {one.key for one in given if one.is_current and saved.outcomes[one.key] == SAME}
        saved.still = right - saved.sentences.keys()
        if saved.taken:
            after = {"into": language, "texts": saved.taken}
            audit.record(verb="texts_translated", subject=congress, by=by, now=now, scope=congress.slug, after=after)
    return saved


def _judged(given: Given, unit: Unit | None, language: str) -> str:
    return judged(given, unit, language, digest_of(unit.texts.get(language, "")) if unit else "")


def _wanted(work: Work, given: list[Given], now: Mapping[str, Unit], saved: Saved) -> Wanted:
    """Those that may still be written now that their row is locked; what changed meanwhile is said."""
    found = {}
    for one in given:
        name = one.key.split(":", 2)[2]
        saved.outcomes[one.key] = _judged(one, now.get(name), work.language)
        if saved.outcomes[one.key] in TAKEN or (one.is_current and saved.outcomes[one.key] == SAME):
            found[name] = (one, now[name])
    return found


def _mark(work: Work, kind: str, ident: str, wanted: Wanted) -> None:
    originals = {name: unit.source for name, (_given, unit) in wanted.items()}
    mark_translated(
        scope=work.congress.slug, kind=kind, ident=ident, language=work.language, originals=originals, now=work.now
    )


def _save_row(work: Work, table: Table, gathering: Gathering, ident: str, given: list[Given], saved: Saved) -> None:
    row: Any = gathering.chosen(table).select_for_update().filter(pk=ident).first()
    wanted = _wanted(work, given, units_of_row(work.congress, row, table) if row else {}, saved)
    changed = {name: one.text for name, (one, _unit) in wanted.items() if saved.outcomes[one.key] in TAKEN}
    for name, text in changed.items():
        _put(row, name, work.language, text)
    fields = {name.partition("/")[0] for name in changed}
    if fields:
        if hasattr(row, "version"):  # whoever has the row open elsewhere is told that it changed
            row.version += 1
            fields.add("version")
        row.save(update_fields=sorted(fields))
    if wanted:
        _mark(work, table.label, ident, wanted)


def _put(row: Any, name: str, language: str, text: str) -> None:
    head, _sign, inner = name.partition("/")
    value = getattr(row, head)
    if head == "options":
        texts = next(one for one in value if one["code"] == inner)["label"]
    else:
        texts = value[inner] if inner else value
    if text:
        texts[language] = text
    else:
        texts.pop(language, None)


def _save_page(work: Work, ident: str, given: list[Given], saved: Saved) -> None:
    page = Page.objects.select_for_update(of=("self",)).select_related("congress").get(pk=ident)
    now = {unit.field: unit for unit in units_of_page(work.congress, page)}
    wanted = _wanted(work, given, now, saved)
    new = {name: one.text for name, (one, _unit) in wanted.items() if saved.outcomes[one.key] in TAKEN}
    if new:
        text = working(page)
        title = new.pop("title", text.title.get(work.language, ""))
        blocks = text.body.get(work.language, [])
        if new:
            original = next(unit.original for name, (_one, unit) in wanted.items() if name in new)
            places = {name.removeprefix("body/"): words for name, words in new.items()}
            blocks = with_texts(blocks or bare(text.body[original]), places)
        try:
            with transaction.atomic():
                save_draft(
                    page=page, text=Text(work.language, title, blocks), version=page.version, by=work.by, now=work.now
                )
        except Invalid as error:
            _refuse(wanted, error, saved)
            return
    if wanted:
        _mark(work, PAGE, ident, wanted)


def _save_letter(work: Work, code: str, given: list[Given], known: Mapping[str, Unit], saved: Saved) -> None:
    """A letter has a subject and a text: what is not given yet is as it is built in."""
    row = LetterText.objects.filter(scope=work.congress.slug, code=code, language=work.language).first()
    there = Letter(row.subject, row.body) if row else default(code, work.language)
    wanted = {one.key.split(":", 2)[2]: (one, known[one.key]) for one in given}
    new = {name: one.text for name, (one, _unit) in wanted.items()}
    text = Letter(new.get("subject", there.subject), new.get("body", there.body))
    try:
        with transaction.atomic():
            save_letter_text(
                congress=work.congress, code=code, language=work.language, text=text,
                version=row.version if row else 0, by=work.by, now=work.now,
            )  # fmt: skip
    except DomainError as error:
        _refuse(wanted, error, saved)
        return
    _mark(work, LETTER, code, wanted)


def _refuse(wanted: Wanted, error: DomainError, saved: Saved) -> None:
    for given, _unit in wanted.values():
        saved.sentences[given.key] = str(error)
        saved.outcomes[given.key] = SAME
