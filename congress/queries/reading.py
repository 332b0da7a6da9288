"""An experience as its readers get it. What a double-blind round hides is not in here, so no page can show it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from common import fields
from congress.models import Format, Redaction, Submission
from congress.rules.veil import Identity, identity, masked, naming
from network.enums import OrganisationKind
from questions.enums import TEXTS, Audience, QuestionKind
from questions.models import Question
from questions.queries.forms import Shown, files_by_key, questions_of, shown_answers

Texts = dict[str, str]
# Kinds of answers that tell who wrote, or cannot be read through beforehand.
_TELLING = frozenset({QuestionKind.FILE, QuestionKind.ADDRESS, QuestionKind.COUNTRY})
RELATED = (
    "submission__call__congress",
    "submission__call__form",
    "submission__organisation",
    "submission__author",
    "submission__axis",
    "submission__format",
    "submission__answer_set",
    "submission__endorsement",
    "submission__redaction",
)
PREFETCHED = ("submission__call__form__questions", "submission__answer_set__files__file")


@dataclass(frozen=True, slots=True)
class Paper:
    """What may be read: texts by language, answers in the reader's language. Blind ones have nobody's name."""

    code: str
    language: str
    title: Texts
    summary: Texts
    axis: Texts
    format: Format | None
    answers: tuple[Shown, ...]
    is_blind: bool
    organisation: Texts | None = None
    country: str = ""
    author: str = ""
    presenters: tuple[tuple[str, str], ...] = ()  # (name, role)
    has_endorsement: bool = False


def paper_of(submission: Submission, *, is_blind: bool, is_whole: bool = True) -> Paper:
    """The experience for a reader; `is_whole` False leaves answers and co-presenters out, for lists.

    A blind one is taken from the redaction; what that does not have is masked (rules/veil.py).
    """
    blind = _Veil(submission) if is_blind else None
    text = blind.text if blind else (lambda _name, value: value)
    paper = Paper(
        code=submission.code,
        language=submission.language,
        title={lang: text(f"title.{lang}", value) for lang, value in submission.title.items()},
        summary={lang: text(f"summary.{lang}", value) for lang, value in submission.summary.items()},
        axis=submission.axis.name if submission.axis else {},
        format=submission.format,
        answers=_answers(submission, blind) if is_whole else (),
        is_blind=is_blind,
    )
    if is_blind:
        return paper
    return replace(
        paper,
        organisation=submission.organisation.name,
        country=submission.organisation.country,
        author=submission.author.full_name,
        presenters=tuple((row.name, row.role) for row in submission.co_presenters.all()) if is_whole else (),
        has_endorsement=submission.endorsement_id is not None,
    )


def identity_of(submission: Submission) -> Identity:
    """Who stands behind an experience, as the veil looks for it. Reads the co-presenters."""
    city = submission.organisation
    names = [*city.name.values(), city.legal_name, city.locality]
    is_city = city.kind == OrganisationKind.CITY
    people = [submission.author.full_name, *(row.name for row in submission.co_presenters.all())]
    return identity(cities=names if is_city else [city.locality], bodies=[] if is_city else names, people=people)


@dataclass(frozen=True, slots=True)
class Part:
    """A text that may tell who wrote: what it is called in a redaction, its label, language, and what it says."""

    name: str
    label: str
    lang: str
    original: str
    veiled: str  # as the veil leaves it


def parts_of(submission: Submission) -> list[Part]:
    """The texts of an experience that readers get, each with what is left of it under the veil."""
    known = identity_of(submission)
    found = [
        Part(f"{name}.{lang}", name, lang, value, masked(value, known))
        for name in ("title", "summary")
        for lang, value in getattr(submission, name).items()
        if value
    ]
    for shown in _typed(submission):
        words = masked(shown.text, known)
        found.append(Part(f"answers.{shown.code}", shown.label, submission.language, shown.text, words))
    return found


def still_named(submission: Submission, texts: Texts) -> list[str]:
    """The names that texts written for blind readers still hold."""
    known = identity_of(submission)
    return list(dict.fromkeys(name for text in texts.values() for name in naming(text, known)))


def redaction_of(submission: Submission) -> Redaction | None:
    return getattr(submission, "redaction", None)


def is_outdated(submission: Submission) -> bool:
    """Whether the experience was changed after its redaction was written."""
    redaction = redaction_of(submission)
    return redaction is not None and redaction.of_version != submission.version


class _Veil:
    """What one blind reader gets of one experience."""

    def __init__(self, submission: Submission) -> None:
        redaction = redaction_of(submission)
        self.texts: Texts = redaction.texts if redaction else {}
        self.known = identity_of(submission)

    def text(self, name: str, value: str) -> str:
        """The redaction's words, or the value under the veil."""
        return self.texts[name] if name in self.texts else masked(value, self.known)


def _answers(submission: Submission, blind: _Veil | None) -> tuple[Shown, ...]:
    kept = submission.answer_set
    if kept is None:
        return ()
    questions = questions_of(submission.call.form)
    if blind is None:
        files = files_by_key(kept, questions)
        return tuple(shown_answers(questions, kept.answers, audience=Audience.COMMITTEE, files=files))
    kinds = {row.code: row.kind for row in questions}
    found = shown_answers(questions, kept.answers, audience=Audience.COMMITTEE)
    return tuple(
        replace(one, text=blind.text(f"answers.{one.code}", one.text), file="", url="")
        for one in found
        if kinds[one.code] not in _TELLING
    )


def _typed(submission: Submission) -> Iterable[Shown]:
    kept = submission.answer_set
    if kept is None:
        return []
    questions: list[Question] = questions_of(submission.call.form)
    typed = {row.code for row in questions if row.kind in TEXTS}
    found = shown_answers(questions, kept.answers, audience=Audience.COMMITTEE)
    return [one for one in found if one.code in typed]


def plain_title(paper: Paper) -> str:
    """The title in the reader's language, else in the original."""
    return fields.pick_or_original(paper.title, paper.language) or paper.code
