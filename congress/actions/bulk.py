"""Bringing in many rows at once (the demo, an import) under the same rules as one by one, without letters."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, prefetch_related_objects

from accounts.models import Person
from common import fields
from common.actions import audit
from common.actors import Actor
from common.models import AuditEntry, StoredFile
from common.tokens import new_code
from congress.actions.assignment import ConflictOfInterest, NotToBeRead
from congress.actions.content import checked_content
from congress.actions.decision import CallStillOpen, NotDecidable, ReasonForAuthorMissing
from congress.actions.review import checked_opinion
from congress.actions.submission import CityLimitReached, NotEligible, window_refusal
from congress.models import (
    Assignment,
    Call,
    CommitteeMember,
    CoPresenter,
    Decision,
    Review,
    Submission,
    SubmissionVersion,
)
from congress.queries.interests import member_interests, parties_of
from congress.queries.submission import content_of, terms_of
from congress.rules.bank import search_text
from congress.rules.conflict import conflict
from congress.rules.content import Content, tidied
from congress.rules.decision import may_decide, needs_reason
from congress.rules.scoring import Opinion, weighted_mean
from congress.rules.submission import COUNTED, RELEASE_VERBS, following, has_place, is_eligible
from network.models import Organisation
from network.queries.membership import in_good_standing
from questions.actions.files import Upload, keep_files
from questions.models import AnswerSet

BATCH = 500


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A submission to bring in; `state` is draft, submitted or withdrawn, `at` when it was handed in (or begun)."""

    organisation: Organisation
    author: Person
    content: Content
    at: datetime
    state: str = "submitted"
    endorsement: StoredFile | None = None
    code: str = field(default_factory=new_code)


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A reading to bring in; without an opinion it is only assigned, with `is_done` it is handed in."""

    submission: Submission
    member: CommitteeMember
    at: datetime
    opinion: Opinion | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision to bring in."""

    submission: Submission
    outcome: str
    at: datetime
    reason: str = ""


def load_submissions(*, call: Call, rows: Iterable[SubmissionRow], by: Actor) -> list[Submission]:
    """Inserts submissions with answers, co-presenters and a first version; all of them or none.

    Raises what `submit` raises: CallNotOpenYet, CallClosed, NotEligible, CityLimitReached, Invalid.
    """
    rows = list(rows)
    with transaction.atomic():
        if call.form is not None:
            prefetch_related_objects([call.form], "questions")
        _check_places(call, rows)
        made, answer_sets = _submissions(call, rows)
        AnswerSet.objects.bulk_create([a for a, _sent in answer_sets if a is not None], batch_size=BATCH)
        for submission, (answers, sent) in zip(made, answer_sets, strict=True):
            submission.answer_set = answers
            if answers is not None and sent:
                keep_files(answer_set=answers, sent=sent, now=submission.updated_at, person=submission.author.ref)
        Submission.objects.bulk_create(made, batch_size=BATCH)
        CoPresenter.objects.bulk_create(
            (
                CoPresenter(submission=submission, position=place, name=p.name, email=p.email, role=p.role)
                for submission, row in zip(made, rows, strict=True)
                for place, p in enumerate(tidied(row.content).co_presenters)
            ),
            batch_size=BATCH,
        )
        prefetch_related_objects(made, "co_presenters")
        SubmissionVersion.objects.bulk_create(
            (
                SubmissionVersion(
                    submission=s, number=1, content=content_of(s), saved_at=s.updated_at, saved_by=f"{by.kind}:{by.id}"
                )
                for s in made
            ),
            batch_size=BATCH,
        )
        verbs = {
            "draft": "submission_started",
            "submitted": "submission_submitted",
            "withdrawn": "submission_withdrawn",
        }
        _audit_all([(verbs[s.state], s, s.updated_at) for s in made], call, by)
    return made


def load_reviews(*, call: Call, rows: Iterable[ReviewRow], by: Actor) -> list[Assignment]:
    """Inserts assignments with their reviews; all or none. Raises NotToBeRead, ConflictOfInterest, Invalid."""
    rows = list(rows)
    weights = dict(call.criteria.values_list("code", "weight"))
    parties = parties_of(list({row.submission.pk: row.submission for row in rows}.values()))
    with transaction.atomic():
        for row in rows:
            if row.submission.state != "submitted":
                raise NotToBeRead()
            if conflict(member_interests(row.member), parties[row.submission.pk]):
                raise ConflictOfInterest()
        made = Assignment.objects.bulk_create([_assignment(row) for row in rows], batch_size=BATCH)
        pairs = zip(made, rows, strict=True)
        reviews = [_review(a, row, row.opinion, weights) for a, row in pairs if row.opinion is not None]
        Review.objects.bulk_create(reviews, batch_size=BATCH)
        verbs = {"assigned": "assignment_made", "started": "review_saved", "done": "review_submitted"}
        _audit_all(
            [
                (verbs[a.state], ("assignment", a.pk, row.submission.code), row.at)
                for a, row in zip(made, rows, strict=True)
            ],
            call,
            by,
        )
    return made


def load_decisions(
    *, call: Call, rows: Iterable[DecisionRow], by: Actor, release_at: datetime | None = None
) -> list[Decision]:
    """Inserts decisions; with `release_at` they are known from then on, and the submissions move (no letters).

    All or none. Raises CallStillOpen, NotDecidable, ReasonForAuthorMissing.
    """
    rows = list(rows)
    name = f"{by.kind}:{by.id}"[:90]
    with transaction.atomic():
        for row in rows:
            if not call.has_closed(row.at):
                raise CallStillOpen()
            if not may_decide(row.submission.state, row.outcome):
                raise NotDecidable(state=row.submission.get_state_display())
            if needs_reason(row.outcome) and not row.reason.strip():
                raise ReasonForAuthorMissing()
        made = Decision.objects.bulk_create(
            [
                Decision(
                    submission=row.submission,
                    outcome=row.outcome,
                    reason=row.reason.strip(),
                    decided_at=row.at,
                    decided_by=name,
                    released_at=release_at,
                    released_by=name if release_at else "",
                )
                for row in rows
            ],
            batch_size=BATCH,
        )
        if release_at is not None:
            _move_all(rows)
        _audit_all([("decision_taken", row.submission, row.at) for row in rows], call, by)
    return made


def _move_all(rows: Sequence[DecisionRow]) -> None:
    for row in rows:
        row.submission.state = following(row.submission.state, RELEASE_VERBS[row.outcome]) or row.submission.state
    Submission.objects.bulk_update([row.submission for row in rows], ["state"], batch_size=BATCH)


def _check_places(call: Call, rows: Sequence[SubmissionRow]) -> None:
    """Windows, eligibility and the limit per city, with the cities' rows held."""
    cities = {row.organisation.pk: row.organisation for row in rows}
    list(Organisation.objects.select_for_update().filter(pk__in=cities).order_by("pk"))
    counted = Counter(call.submissions.filter(state__in=COUNTED).values_list("organisation_id", flat=True))
    standings: dict[tuple[int, date], bool] = {}
    for row in rows:
        place = call.place(row.at)
        if place != "open":
            raise window_refusal(call, place)
        if row.state not in COUNTED:
            continue
        city = row.organisation
        key = (city.pk, call.standing_on or row.at.astimezone(call.congress.zone).date())
        if key not in standings:
            standings[key] = call.eligibility == "any" or in_good_standing(city, key[1])
        if not is_eligible(rule=call.eligibility, kind=city.kind, in_good_standing=standings[key]):
            raise NotEligible(organisation=fields.pick(city.name))
        if not has_place(kind=city.kind, counted=counted[city.pk], limit=call.per_city_max):
            raise CityLimitReached(
                organisation=fields.pick(city.name), count=counted[city.pk], limit=call.per_city_max, titles=""
            )
        counted[city.pk] += 1


def _submissions(
    call: Call, rows: Sequence[SubmissionRow]
) -> tuple[list[Submission], list[tuple[AnswerSet | None, Mapping[str, Upload]]]]:
    terms = terms_of(call)
    axes = {axis.code: axis for axis in call.congress.axes.all()}
    formats = {row.code: row for row in call.formats.all()}
    made: list[Submission] = []
    answer_sets: list[tuple[AnswerSet | None, Mapping[str, Upload]]] = []
    for row in rows:
        content = tidied(row.content)
        checked = checked_content(
            call, content, terms, complete=row.state != "draft", has_endorsement=row.endorsement is not None
        )
        answer_sets.append((AnswerSet(form=call.form, answers=checked.answers) if call.form else None, checked.files))
        made.append(
            Submission(
                code=row.code,
                call=call,
                organisation=row.organisation,
                author=row.author,
                state=row.state,
                axis=axes.get(content.axis),
                format=formats.get(content.format),
                language=content.language,
                title=dict(content.title),
                summary=dict(content.summary),
                search=search_text(content.title, content.summary),
                endorsement=row.endorsement,
                may_publish=content.may_publish,
                created_at=row.at,
                updated_at=row.at,
                submitted_at=None if row.state == "draft" else row.at,
                withdrawn_at=row.at if row.state == "withdrawn" else None,
            )
        )
    return made, answer_sets


def _assignment(row: ReviewRow) -> Assignment:
    state = "assigned" if row.opinion is None else "done" if row.is_done else "started"
    return Assignment(submission=row.submission, member=row.member, state=state, assigned_at=row.at, changed_at=row.at)


def _review(assignment: Assignment, row: ReviewRow, opinion: Opinion, weights: dict[str, int]) -> Review:
    clean = checked_opinion(opinion, weights, complete=row.is_done)
    return Review(
        assignment=assignment,
        state="submitted" if row.is_done else "draft",
        scores=dict(clean.scores),
        score=weighted_mean(clean.scores, weights) if row.is_done else None,
        comment_authors=clean.comment_authors,
        comment_committee=clean.comment_committee,
        updated_at=row.at,
        submitted_at=row.at if row.is_done else None,
    )


def _audit_all(entries: Sequence[tuple[str, Model | tuple[str, Any, str], datetime]], call: Call, by: Actor) -> None:
    scope = call.congress.scope
    AuditEntry.objects.bulk_create(
        (
            AuditEntry(**audit.entry_values(verb=verb, subject=subject, by=by, now=at, scope=scope))
            for verb, subject, at in entries
        ),
        batch_size=BATCH,
    )
