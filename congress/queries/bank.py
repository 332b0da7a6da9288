"""The experience bank: what was selected, told and may be published, found by words and filters."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Prefetch, Q, QuerySet

from congress.enums import CallKind, Outcome, Part, SubmissionState
from congress.models import Axis, Congress, CoPresenter, Format, Submission
from congress.queries.submission import published_experiences
from congress.rules.bank import Wanted, words_of
from network.models import TerritorialNetwork
from questions.enums import Audience
from questions.models import Question
from questions.queries.forms import Shown, files_by_key, questions_of, shown_answers

SHOWN = ("call__congress", "organisation__territorial_network", "author", "axis", "format")
BY_AXIS = (F("axis__position").asc(nulls_last=True), "axis_id", "organisation__slug", "id")
# What a file says of an experience: its digest tells one state of the bank from another.
STATE = (
    "code", "version", "updated_at", "state", "may_publish", "language", "title", "summary", "answer_set__answers",
    "author__given_name", "author__family_name", "axis__name", "axis__position", "format__name", "organisation__name",
    "organisation__country", "organisation__territorial_network__name",
)  # fmt: skip
EDITION = (
    "slug", "state", "name", "theme", "venue", "host__name", "timezone", "starts_on", "ends_on", "primary_colour",
    "accent_colour",
)  # fmt: skip


def editions(now: datetime) -> list[Congress]:
    """The listed congresses whose experiences the public may read, the newest first."""
    rows = Congress.objects.public(now).filter(is_listed=True).order_by("-starts_on", "-id")
    return [row for row in rows if row.uses(Part.CALL)]


def experiences_of(congress: Congress) -> QuerySet[Submission]:
    """What a congress shows, by axis and city. A candidature is no experience."""
    rows = published_experiences(congress).exclude(call__kind=CallKind.PILOT)
    return rows.select_related(*SHOWN).defer("search").order_by(*BY_AXIS)


def experiences_among(congresses: Iterable[Congress]) -> QuerySet[Submission]:
    """What several congresses show, the newest edition first."""
    rows = Submission.objects.filter(
        call__congress__in=[row.pk for row in congresses], state=SubmissionState.ACCEPTED, may_publish=True
    ).exclude(call__kind=CallKind.PILOT)
    newest = ("-call__congress__starts_on", "-call__congress_id")
    return rows.select_related(*SHOWN).defer("search").order_by(*newest, *BY_AXIS)


def found(rows: QuerySet[Submission], wanted: Wanted) -> QuerySet[Submission]:
    """Those that fit all filters, and hold every word in title, summary or the names of their city."""
    for word in words_of(wanted.text):
        rows = rows.filter(Q(search__contains=word) | Q(organisation__search__contains=word))
    if wanted.year < 0:
        return rows.none()
    edition, _sign, axis = wanted.axis.rpartition("/")
    filters = {
        "axis__code": axis,
        "axis__congress__slug": edition,
        "organisation__country": wanted.country,
        "organisation__territorial_network__code": wanted.network,
        "format__code": wanted.format,
        "language": wanted.language,
        "call__congress__starts_on__year": wanted.year,
        "call__congress__slug": wanted.edition,
    }
    return rows.filter(**{name: value for name, value in filters.items() if value})


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be filtered by: only what at least one experience has."""

    countries: frozenset[str]
    languages: frozenset[str]
    networks: list[TerritorialNetwork]
    formats: list[Format]
    axes: list[Axis]
    editions: frozenset[int]


def choices(rows: QuerySet[Submission]) -> Choices:
    """The filters that some experience answers to; four queries whatever the number of experiences."""
    names = (
        "organisation__country",
        "language",
        "organisation__territorial_network",
        "format",
        "axis",
        "call__congress",
    )
    combined = set(rows.order_by().values_list(*names).distinct())
    by_column = [frozenset(row[at] for row in combined if row[at]) for at in range(len(names))]
    countries, languages, networks, formats, axes, editions = by_column
    by_code = {row.code: row for row in Format.objects.filter(pk__in=formats).order_by("pk")}
    return Choices(
        countries=countries,
        languages=languages,
        networks=list(TerritorialNetwork.objects.filter(pk__in=networks).order_by("code")),
        formats=sorted(by_code.values(), key=lambda row: (row.position, row.code)),
        axes=list(Axis.objects.filter(pk__in=axes).select_related("congress").order_by("position", "id")),
        editions=editions,
    )


def figures(rows: QuerySet[Submission]) -> dict[str, int]:
    """How many experiences, of how many cities and countries."""
    return rows.order_by().aggregate(
        experiences=Count("pk"),
        cities=Count("organisation", distinct=True),
        countries=Count("organisation__country", distinct=True),
    )


def with_people(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """With the co-presenters who may be named: grown up, and they said themselves that they present."""
    named = CoPresenter.objects.filter(confirmed_at__isnull=False, declined_at__isnull=True, is_minor=False)
    return rows.prefetch_related(Prefetch("co_presenters", named, to_attr="named_presenters"))


def presenters_of(row: Submission) -> list[str]:
    """The names under which an experience is published, of a row of `with_people`."""
    named: list[CoPresenter] = row.named_presenters  # type: ignore[attr-defined]
    return [name for name in (row.author.full_name, *(person.name for person in named)) if name]


def with_answers(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    rows = rows.select_related("answer_set", "call__form", *SHOWN)
    return rows.prefetch_related("call__form__questions", "answer_set__files__file")


def public_answers(row: Submission, lang: str | None = None) -> list[Shown]:
    """The answers that everybody may read."""
    if row.answer_set is None:
        return []
    questions = questions_of(row.call.form)
    files = files_by_key(row.answer_set, questions)
    return shown_answers(questions, row.answer_set.answers, audience=Audience.PUBLIC, lang=lang, files=files)


def was_published(congress: Congress, code: str) -> bool:
    """Whether an experience was to be read here and is not any more: its author took it, or the consent, back."""
    told = Q(decisions__outcome=Outcome.ACCEPTED, decisions__released_at__isnull=False)
    gone = Q(consent_withdrawn_at__isnull=False) | (Q(may_publish=True) & ~Q(state=SubmissionState.ACCEPTED))
    return Submission.objects.filter(told, gone, call__congress=congress, code=code).exists()


def stamp(rows: QuerySet[Submission]) -> str:
    """A digest of all that files say of these experiences: the same stamp, the same files.

    Reads every row once, in chunks.
    """
    rows = rows.order_by()
    questions = Question.objects.filter(form__in=rows.values("call__form"), audience=Audience.PUBLIC)
    people = CoPresenter.objects.filter(submission__in=rows.values("pk"), confirmed_at__isnull=False)
    congresses = Congress.objects.filter(pk__in=rows.values("call__congress"))
    found = (
        rows.order_by("pk").values_list(*STATE),
        people.order_by("pk").values_list("submission_id", "position", "name", "declined_at", "is_minor"),
        questions.order_by("pk").values_list("code", "kind", "label", "options", "position"),
        congresses.order_by("pk").values_list(*EDITION),
    )
    seen = hashlib.sha256()
    for table in found:
        for row in table.iterator(chunk_size=500):
            seen.update(repr(row).encode())
    return seen.hexdigest()[:32]


def changed_at(rows: QuerySet[Submission]) -> datetime | None:
    """When one of these was saved or told last."""
    latest = rows.order_by().aggregate(saved=Max("updated_at"), told=Max("decisions__released_at"))
    return max(filter(None, latest.values()), default=None)
