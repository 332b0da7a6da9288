"""What a submission holds, and whether that is enough. Pure: sentences are in faults.SubmissionFault."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from questions.rules.answers import MOST_CHARACTERS, Fault
from questions.rules.text import length, tidy

TITLE_CHARACTERS = 200
MOST_PRESENTERS = 6


@dataclass(frozen=True, slots=True)
class Presenter:
    """A co-presenter as typed."""

    name: str
    email: str = ""
    role: str = ""
    gender: str = ""  # blank: not said
    is_young: bool | None = None  # None: not said
    is_minor: bool = False
    guardian_name: str = ""
    guardian_email: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What an author writes; axis and format by code, texts by language, `language` being the original."""

    language: str
    title: Mapping[str, str]
    summary: Mapping[str, str] = field(default_factory=dict)
    axis: str = ""
    format: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    co_presenters: tuple[Presenter, ...] = ()
    may_publish: bool = False
    author_gender: str = ""
    author_is_young: bool | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a call asks for."""

    languages: frozenset[str]
    axes: frozenset[str]
    formats: frozenset[str]
    summary_words: int
    asks_endorsement: bool = False
    translations: frozenset[str] = frozenset()  # in which title and summary may stand beside the original


def tidied(content: Content) -> Content:
    """The same content without stray blanks, control characters and empty entries."""
    people = map(_tidy_presenter, content.co_presenters)
    return replace(
        content,
        title=_texts(content.title, " "),
        summary=_texts(content.summary),
        co_presenters=tuple(p for p in people if p.name or p.email or p.role),
    )


def _tidy_presenter(p: Presenter) -> Presenter:
    """Of somebody of age no guardian is kept."""
    return replace(
        p,
        name=tidy(p.name),
        email=tidy(p.email),
        role=tidy(p.role),
        guardian_name=tidy(p.guardian_name) if p.is_minor else "",
        guardian_email=tidy(p.guardian_email) if p.is_minor else "",
    )


def _texts(value: Mapping[str, str], joint: str = "") -> dict[str, str]:
    tidy_ones = {lang: tidy(text) for lang, text in value.items()}
    return {lang: joint.join(text.split()) if joint else text for lang, text in tidy_ones.items() if text}


def faults_of(content: Content, terms: Terms, *, complete: bool, has_endorsement: bool = False) -> dict[str, Fault]:
    """Faults by field. A draft must only be storable and name what exists; handing in asks for everything."""
    faults = _storable(content, terms)
    if complete:
        for name, fault in _missing(content, terms, has_endorsement).items():
            faults.setdefault(name, fault)
    return faults


def _storable(content: Content, terms: Terms) -> dict[str, Fault]:
    faults = {}
    texts = {*content.title, *content.summary} - terms.languages - terms.translations
    if content.language not in terms.languages or texts:
        faults["language"] = Fault("language_not_permitted")
    if content.axis and content.axis not in terms.axes:
        faults["axis"] = Fault("unknown_axis")
    if content.format and content.format not in terms.formats:
        faults["format"] = Fault("unknown_format")
    for name, value in (("title", content.title), ("summary", content.summary)):
        longest = max(map(len, value.values()), default=0)
        if longest > MOST_CHARACTERS:
            faults[name] = Fault("text_too_long", {"length": longest, "limit": MOST_CHARACTERS})
    if len(content.co_presenters) > MOST_PRESENTERS:
        faults["co_presenters"] = Fault("too_many_presenters", {"limit": MOST_PRESENTERS})
    elif any(not p.name for p in content.co_presenters):
        faults["co_presenters"] = Fault("presenter_unnamed")
    elif any(max(map(len, _typed(p))) > 160 for p in content.co_presenters):
        faults["co_presenters"] = Fault("text_too_long", {"length": 161, "limit": 160})
    return faults


def _typed(p: Presenter) -> tuple[str, ...]:
    return (p.name, p.role, p.email, p.guardian_name, p.guardian_email)


def _missing(content: Content, terms: Terms, has_endorsement: bool) -> dict[str, Fault]:
    faults = {}
    if not content.title.get(content.language):
        faults["title"] = Fault("title_missing")
    if not content.summary.get(content.language):
        faults["summary"] = Fault("summary_missing")
    longest = max((length(text) for text in content.title.values()), default=0)
    if longest > TITLE_CHARACTERS:
        faults["title"] = Fault("title_too_long", {"length": longest, "limit": TITLE_CHARACTERS})
    words = max((length(text, "words") for text in content.summary.values()), default=0)
    if words > terms.summary_words:
        faults["summary"] = Fault("summary_too_long", {"length": words, "limit": terms.summary_words})
    if terms.axes and not content.axis:
        faults["axis"] = Fault("axis_missing")
    if terms.formats and not content.format:
        faults["format"] = Fault("format_missing")
    if terms.asks_endorsement and not has_endorsement:
        faults["endorsement"] = Fault("endorsement_missing")
    minors = [p for p in content.co_presenters if p.is_minor]
    if any(not (p.guardian_name and p.guardian_email) for p in minors):
        faults["co_presenters"] = Fault("guardian_missing")
    elif any(p.guardian_email.casefold() == p.email.casefold() for p in minors):
        faults["co_presenters"] = Fault("guardian_same_address")
    return faults


@dataclass(frozen=True, slots=True)
class Change:
    """One field that two versions hold differently."""

    field: str
    before: Any
    after: Any


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What differs between two versions; texts and answers one by one, as "title.es" and "answers.goal"."""
    flat_before, flat_after = _flat(before), _flat(after)
    return [
        Change(name, flat_before.get(name), flat_after.get(name))
        for name in dict.fromkeys((*flat_after, *flat_before))
        if flat_before.get(name) != flat_after.get(name)
    ]


def _flat(content: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in content.items():
        if isinstance(value, Mapping):
            flat.update({f"{name}.{key}": inner for key, inner in value.items()})
        else:
            flat[name] = value
    return flat
