"""Every text of a congress in all its languages, gathered from what an edition consists of."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings

from common.actions.translations import digest_of
from common.fields import TranslatedField
from common.models import LetterText, TranslationMark
from common.transfer.tables import Table
from common.transfer.writing import Gathering
from congress.enums import Part
from congress.models import Congress, Criterion, Page, Picture
from congress.queries.pages import working
from congress.rules import page_texts
from congress.rules.blocks import Block, kind_of
from portal.queries import edition
from portal.rules.translation import LONG, MISSING, Unit, counted, has_lines, limit_of, original_of
from questions.models import Question

Marks = dict[tuple[str, str, str], dict[str, dict[str, set[str]]]]  # … {language: {wording: originals}}
PAGE, LETTER = "congress.page", "common.lettertext"
NAMES = ("code", "slug", "name")  # what tells a row from its like
TITLES = ("title", "name", "label")  # what people call it
# The rooms whose texts nobody reads where the congress does without a part.
PARTS = {"congress.call": Part.CALL, "congress.format": Part.CALL, "congress.criterion": Part.CALL,
         "congress.round": Part.CALL,
         "questions.question": Part.CALL, "payments.book": Part.FEES, "visits.studyvisit": Part.VISITS,
         "visits.departure": Part.VISITS, "programme.room": Part.PROGRAMME, "programme.session": Part.PROGRAMME,
         "registration.point": Part.DOOR}  # fmt: skip
# What has to be there in every language before the public reads it; the rest is shown in another language meanwhile.
READ_BY_ALL = {"congress.congress", "congress.axis", "congress.call", "congress.format", "congress.criterion",
               "questions.question", "registration.category", "registration.addon", "registration.point",
               "visits.studyvisit", "visits.departure", "programme.room", "programme.session"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """What a text belongs to: how addresses name it, and how people do."""

    name: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    part: tuple[str, int] = ("", 0)


@dataclass(frozen=True, slots=True)
class Lacking:
    """The texts that are missing: {language: how many}, as the translation desk counts them, and whether the public
    would meet one of them."""

    counts: dict[str, int]
    is_met: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def fields_of(table: Table) -> list[str]:
    """The fields of a table that hold texts in languages."""
    return [column.name for column in table.columns if isinstance(column, TranslatedField)]


def extras_of(table: Table) -> list[str]:
    """The fields of a table that hold such texts within."""
    return ["options"] if table.model is Question else ["anchors"] if table.model is Criterion else []


def tables() -> list[Table]:
    """The tables whose texts are a congress's own: not what it shares with others, nor what has a draft of its own."""
    plan = edition.whole(people=False)
    apart = (Page, LetterText)
    return [one for one in plan.tables if one.model not in apart and not one.natural and fields_of(one)]


def lacking(congress: Congress, languages: Collection[str], found: Sequence[Unit]) -> Lacking:
    """What of the `found` texts is missing in the languages."""
    counts = {code: counted(found, code)[MISSING] for code in languages}
    pages = set(Page.objects.filter(congress=congress, is_published=True).values_list("pk", flat=True))
    public = [one for one in found if one.kind in READ_BY_ALL or (one.kind == PAGE and int(one.ident) in pages)]
    return Lacking(counts, is_met=any(counted(public, code)[MISSING] for code in languages))


def units(congress: Congress) -> list[Unit]:
    """Every text, in the order of the rooms; as many queries as there are tables, however many texts.

    Parts that the congress does without have none.
    """
    marks = _marks(congress)
    gathering = Gathering(edition.whole(people=False), congress, word=congress.slug, lived=False)
    used = [one for one in tables() if one.label not in PARTS or congress.uses(PARTS[one.label])]
    found = [unit for table in used for unit in _of_table(table, gathering, congress, marks)]
    return [*_of_pages(congress, marks), *_of_letters(congress, marks), *found]


def units_of_row(congress: Congress, row: Any, table: Table) -> dict[str, Unit]:
    """{field: text} of one row as it stands now, for whoever has locked it."""
    marks = _marks(congress, row)
    said = dict(texts_of(row, fields_of(table) + extras_of(table)))
    found = {name: _unit(congress, table.label, str(row.pk), name, Row(), one, marks) for name, one in said.items()}
    return {name: unit for name, unit in found.items() if unit is not None}


def _marks(congress: Congress, row: Any = None) -> Marks:
    rows = TranslationMark.objects.filter(scope=congress.slug)
    if row is not None:
        rows = rows.filter(kind=row._meta.label_lower, ident=str(row.pk))
    found: Marks = {}
    columns = ("kind", "ident", "field", "language", "text_digest", "source_digest")
    for kind, ident, name, language, wording, source in rows.values_list(*columns):
        of_text = found.setdefault((kind, ident, _head(kind, name)), {})
        of_text.setdefault(language, {}).setdefault(wording, set()).add(source)
    return found


def _head(kind: str, name: str) -> str:
    """Blocks of a page move; what was translated once counts wherever it stands now."""
    return "blocks" if kind == PAGE and name.startswith("body/") else name


def _followed(texts: Mapping[str, str], known: Mapping[str, Mapping[str, set[str]]]) -> dict[str, set[str]]:
    """{language: digests of the originals that its text, as it reads now, is known to follow}."""
    found = {}
    for language, by_wording in known.items():
        sources = by_wording.get("", set()) | by_wording.get(digest_of(texts.get(language, "")), set())
        if sources:
            found[language] = sources
    return found


def _of_table(table: Table, gathering: Gathering, congress: Congress, marks: Marks) -> Iterator[Unit]:
    names = fields_of(table)
    extra = extras_of(table)
    labels = [name for name in NAMES if name in {column.name for column in table.columns}]
    rows = gathering.chosen(table)
    if table.model is Picture:
        rows, labels = rows.select_related("file"), [*labels, "file__original_name"]
    for row in rows.only("pk", *names, *extra, *labels).order_by("pk"):
        known, numbers = Row(_name(row), _titles(row)), Counter[str]()
        for name, texts in texts_of(row, [*names, *extra]):
            head, sign, inner = name.partition("/")
            numbers[head] += 1
            part = (head, int(inner) if inner.isdecimal() else numbers[head]) if sign else ("", 0)
            unit = _unit(congress, table.label, str(row.pk), name, replace(known, part=part), texts, marks)
            if unit is not None:
                yield unit


def texts_of(row: Any, names: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """(field, texts) of a row; each option of a question and each step of a criterion by itself."""
    for name in names:
        value = getattr(row, name)
        if name == "options":
            yield from ((f"options/{one['code']}", one.get("label") or {}) for one in value)
        elif name == "anchors":
            yield from ((f"anchors/{step}", texts) for step, texts in value.items())
        else:
            yield name, value or {}


def _name(row: Any) -> str:
    for name in NAMES:
        value = getattr(row, name, "")
        if isinstance(value, str) and value:
            return value
    return ""


def _titles(row: Any) -> dict[str, str]:
    """Its title in languages, or {"": the one that it has}; {} for what is there only once, or has none."""
    if isinstance(row, Picture):
        return {"": row.file.original_name}
    if isinstance(row, Congress):
        return {}
    for name in TITLES:
        value = row.__dict__.get(name)
        if isinstance(value, dict) and any(value.values()):
            return value
        if isinstance(value, str) and value:
            return {"": value}
    return {}


def _unit(
    congress: Congress, kind: str, ident: str, name: str, row: Row, texts: dict[str, str], marks: Marks
) -> Unit | None:
    original = original_of(texts, congress.languages)
    if not original:
        return None
    followed = _followed(texts, marks.get((kind, ident, _head(kind, name)), {}))
    return Unit(
        kind, ident, name, row.name, texts, original, digest_of(texts[original]), followed,
        has_lines=has_lines(kind, name), limit=limit_of(kind, name), titles=row.titles, part=row.part,
    )  # fmt: skip


# --- pages and letters ----------------------------------------------------------------------------
def _of_pages(congress: Congress, marks: Marks) -> Iterator[Unit]:
    for page in Page.objects.filter(congress=congress):
        yield from units_of_page(congress, page, marks)


def units_of_page(congress: Congress, page: Page, marks: Marks | None = None) -> Iterator[Unit]:
    """The title of a page as it is being written and its texts; a language whose blocks differ from the original's
    has its whole text as one, to be written on the page itself."""
    marks = _marks(congress, page) if marks is None else marks
    text, ident = working(page), str(page.pk)
    if title := _unit(congress, PAGE, ident, "title", Row(page.slug, text.title), text.title, marks):
        yield title
    whole = {lang: "\n".join(page_texts.texts(blocks).values()) for lang, blocks in text.body.items()}
    original = original_of(whole, congress.languages)
    if not original:
        return
    source = text.body[original]
    alike = [code for code in congress.languages if not whole.get(code) or page_texts.is_alike(source, text.body[code])]
    said = {code: page_texts.texts(text.body.get(code, [])) for code in alike}
    known, parts = marks.get((PAGE, ident, "blocks"), {}), _parts(source)
    for place, words in page_texts.texts(source).items():
        texts = {code: said[code].get(place, "") for code in alike}
        yield Unit(
            PAGE, ident, f"body/{place}", page.slug, texts, original, digest_of(words), _followed(texts, known),
            has_lines=place.rpartition("/")[2] in page_texts.LINES, limit=LONG, only=alike, titles=text.title,
            part=parts[place], days=_days([source[int(place.partition("/")[0])]]),
        )  # fmt: skip
    others = [code for code in congress.languages if code not in alike]
    if others:
        texts = {code: whole[code] for code in (original, *others)}
        yield Unit(
            PAGE, ident, "body", page.slug, texts, original, digest_of(whole[original]),
            _followed(texts, marks.get((PAGE, ident, "body"), {})), has_lines=True, limit=LONG, is_fixed=True,
            only=others, titles=text.title, days=_days(block for code in others for block in text.body[code]),
        )  # fmt: skip


def _days(blocks: Iterable[Block]) -> list[str]:
    return sorted({day for block in blocks if (day := block.get("news")) and isinstance(day, str)})


def _parts(blocks: list[Block]) -> dict[str, tuple[str, int]]:
    """{place of a text: (what it is, the how manieth of its kind)}, such as {"3/alt": ("image/alt", 1)}."""
    numbers, counted_to = Counter[str](), []
    for block in blocks:
        numbers[kind_of(block)] += 1
        counted_to.append((kind_of(block), numbers[kind_of(block)]))
    found = {}
    for place in page_texts.texts(blocks):
        number, _sign, name = place.partition("/")
        kind, n = counted_to[int(number)]
        found[place] = (kind if name == kind else f"{kind}/{name}", n)
    return found


def _of_letters(congress: Congress, marks: Marks) -> Iterator[Unit]:
    """Letters with words of their own, in the languages in which letters leave."""
    rows: dict[str, dict[str, LetterText]] = {}
    for row in LetterText.objects.filter(scope=congress.slug).order_by("code"):
        rows.setdefault(row.code, {})[row.language] = row
    leaving = [code for code, _name in settings.LANGUAGES]
    for code, found in rows.items():
        for name in ("subject", "body"):
            texts = {language: str(getattr(row, name)) for language, row in found.items()}
            original = original_of(texts, congress.languages)
            yield Unit(
                LETTER, code, name, code, texts, original, digest_of(texts[original]),
                _followed(texts, marks.get((LETTER, code, name), {})), has_lines=name == "body",
                limit=limit_of(LETTER, name), only=leaving,
            )  # fmt: skip
