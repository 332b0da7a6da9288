"""The texts of a congress as a translator sees them: originals, translations, and how each stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made

DONE, MISSING, OUTDATED = STATES = ("done", "missing", "outdated")
SHORT, LONG = 200, 6000  # characters, where a field has no limit of its own
LIMITS = {
    "congress.congress/theme": 300,
    "congress.call/guidance": 8000,
    "congress.format/name": 120,
    "congress.criterion/name": 120,
    "congress.criterion/anchors": 300,
    "congress.page/title": 120,
    "questions.question/label": 300,
    "questions.question/help": 1000,
    "registration.category/name": 120,
    "registration.category/description": 600,
    "registration.addon/name": 120,
    "registration.addon/description": 600,
    "programme.room/name": 80,
    "common.lettertext/body": 8000,
}
_LINES = frozenset(
    {"description", "guidance", "summary", "goals", "host_questions", "duties", "help", "body", "anchors"}
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One text in all its languages. `ident` is the row's, `field` may lead into it ("options/yes", "body/3/p").

    `name` is the row's in addresses, `titles` what people call it, `part` which of several of a kind it is, such as
    ("p", 2). `marks` are {language: digests of the originals that its translation, as it reads now, follows}, empty
    where none is known; `digest` is that of the original in `original`. `is_fixed`: it is shown here, and written
    elsewhere.
    """

    kind: str
    ident: str
    field: str
    name: str
    texts: Mapping[str, str]
    original: str
    digest: str
    marks: Mapping[str, Collection[str]] = made(default_factory=dict)
    has_lines: bool = False
    limit: int = SHORT
    is_fixed: bool = False
    only: Collection[str] = ()  # languages in which it can be; none: in all
    titles: Mapping[str, str] = made(default_factory=dict)
    part: tuple[str, int] = ("", 0)
    days: Collection[str] = ()  # of the news that it tells, as YYYY-MM-DD

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.ident}:{self.field}"

    @property
    def source(self) -> str:
        return self.texts.get(self.original, "")

    def concerns(self, language: str) -> bool:
        """Whether there is anything to translate into the language."""
        return language != self.original and (not self.only or language in self.only)

    def state(self, language: str) -> str:
        """How it stands in a language: a wording without a mark counts as current."""
        if not self.texts.get(language):
            return MISSING
        known = self.marks.get(language, ())
        return OUTDATED if known and self.digest not in known else DONE


def original_of(texts: Mapping[str, str], languages: Sequence[str]) -> str:
    """The language in which a text was first written: the first of the congress that has it, else any; "" if none."""
    return next((code for code in (*languages, *texts) if texts.get(code)), "")


def has_lines(kind: str, name: str) -> bool:
    return name.partition("/")[0] in _LINES


def limit_of(kind: str, name: str) -> int:
    """How many characters a text may have."""
    head = name.partition("/")[0]
    return LIMITS.get(f"{kind}/{head}", LONG if head in _LINES else SHORT)


def counted(units: Iterable[Unit], language: str) -> dict[str, int]:
    """{state: texts} of a language."""
    found = dict.fromkeys(STATES, 0)
    for unit in units:
        if unit.concerns(language):
            found[unit.state(language)] += 1
    return found


def known_translations(units: Iterable[Unit], language: str) -> dict[tuple[str, str], str]:
    """{(language, original): its translation} of what is translated already, for originals that are said twice."""
    return {
        (unit.original, unit.source): unit.texts[language]
        for unit in units
        if unit.concerns(language) and unit.state(language) == DONE
    }


@dataclass(frozen=True, slots=True)
class Given:
    """A translation as somebody gives it: of which text, and what they saw (digests) when they wrote it."""

    key: str
    text: str
    source: str
    seen: str
    is_current: bool = False  # the translation stays as it is and follows the original
    is_formula: bool = False  # a cell that computes, and says no text


NEW, CHANGED, SAME, EMPTY = "new", "changed", "same", "empty"
UNKNOWN, MOVED_ON, MEANWHILE, TOO_LONG, ELSEWHERE = "unknown", "moved_on", "meanwhile", "too_long", "elsewhere"
FORMULA = "formula"
TAKEN = (NEW, CHANGED)
REFUSED = (UNKNOWN, MOVED_ON, MEANWHILE, TOO_LONG, ELSEWHERE, FORMULA)


def judged(given: Given, unit: Unit | None, language: str, seen: str) -> str:
    """What would come of it; `seen` is the digest of the translation as it is now."""
    if unit is None or not unit.concerns(language):
        return UNKNOWN
    if given.is_formula:
        return FORMULA
    now = unit.texts.get(language, "")
    if given.text == now:
        return SAME if not given.is_current or given.source == unit.digest else MOVED_ON
    if unit.is_fixed:
        return ELSEWHERE
    if given.source != unit.digest:
        return MOVED_ON
    if given.seen and given.seen != seen:
        return MEANWHILE
    if len(given.text) > unit.limit:
        return TOO_LONG
    return CHANGED if now else NEW
