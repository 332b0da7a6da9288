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
from congress.actions import log
from congress.actions.assignment import ConflictOfInterest, NotToBeRead
from congress.actions.content import checked_content, presenter_row
from congress.actions.review import checked_opinion, sheet_of
from congress.actions.rights import CityLimitReached, check_right
from congress.actions.submission import window_refusal
from congress.models import (
    Assignment,
    Call,
    CallParty,
    CommitteeMember,
    CoPresenter,
    Format,
    Review,
    Submission,
    SubmissionVersion,
)
from congress.queries.interests import member_interests, parties_of
from congress.queries.submission import content_of, terms_of
from congress.rules.bank import search_text
from congress.rules.conflict import conflict
from congress.rules.content import Content, tidied
from congress.rules.scoring import Opinion, Sheet, weighted_mean
from congress.rules.submission import COUNTED, has_place
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
    round: int = 1


def load_submissions(*, call: Call, rows: Iterable[SubmissionRow], by: Actor) -> list[Submission]:
    """Inserts submissions with answers, co-presenters and a first version; all of them or none.

    Raises what `submit` raises: CallNotOpenYet, CallClosed, NotEligible, NotInvited, PartyExcluded, CityLimitReached,
    Invalid.
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
                presenter_row(submission, p, place)
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
        audit_all([(verbs[s.state], s, s.updated_at) for s in made], call, by)
    return made


def load_reviews(*, call: Call, rows: Iterable[ReviewRow], by: Actor) -> list[Assignment]:
    """Inserts assignments with their reviews; all or none. Raises NotToBeRead, ConflictOfInterest, Invalid."""
    rows = list(rows)
    sheet = sheet_of(call)
    formats = {row.code: row for row in call.formats.all()}
    parties = parties_of(list({row.submission.pk: row.submission for row in rows}.values()))
    with transaction.atomic():
        for row in rows:
            if row.submission.state != "submitted":
                raise NotToBeRead()
            if conflict(member_interests(row.member), parties[row.submission.pk]):
                raise ConflictOfInterest()
        made = Assignment.objects.bulk_create([_assignment(row) for row in rows], batch_size=BATCH)
        pairs = zip(made, rows, strict=True)
        reviews = [_review(a, row, row.opinion, sheet, formats) for a, row in pairs if row.opinion is not None]
        Review.objects.bulk_create(reviews, batch_size=BATCH)
        if made:
            log.seal_assignments(call=call, rows=made, act="given", by=by, now=min(row.assigned_at for row in made))
        verbs = {"assigned": "assignment_made", "started": "review_saved", "done": "review_submitted"}
        audit_all(
            [
                (verbs[a.state], ("assignment", a.pk, row.submission.code), row.at)
                for a, row in zip(made, rows, strict=True)
            ],
            call,
            by,
        )
    return made


def _check_places(call: Call, rows: Sequence[SubmissionRow]) -> None:
    """Windows, eligibility and the limit per city, with the cities' rows held."""
    cities = {row.organisation.pk: row.organisation for row in rows}
    list(Organisation.objects.select_for_update().filter(pk__in=cities).order_by("pk"))
    counted = Counter(call.submissions.filter(state__in=COUNTED).values_list("organisation_id", flat=True))
    parties = {party.organisation_id: party for party in CallParty.objects.filter(call=call)}
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
            standings[key] = call.eligibility != "member_cities" or in_good_standing(city, key[1])
        check_right(call, city, parties.get(city.pk), in_good_standing=standings[key])
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
                author_gender=content.author_gender,
                author_is_young=content.author_is_young,
                created_at=row.at,
                updated_at=row.at,
                submitted_at=None if row.state == "draft" else row.at,
                withdrawn_at=row.at if row.state == "withdrawn" else None,
            )
        )
    return made, answer_sets


def _assignment(row: ReviewRow) -> Assignment:
    state = "assigned" if row.opinion is None else "done" if row.is_done else "started"
    return Assignment(
        submission=row.submission,
        member=row.member,
        round=row.round,
        state=state,
        assigned_at=row.at,
        changed_at=row.at,
    )


def _review(
    assignment: Assignment, row: ReviewRow, opinion: Opinion, sheet: Sheet, formats: Mapping[str, Format]
) -> Review:
    clean = checked_opinion(opinion, sheet, complete=row.is_done)
    return Review(
        assignment=assignment,
        state="submitted" if row.is_done else "draft",
        scores=dict(clean.scores),
        score=weighted_mean(clean.scores, sheet.weights) if row.is_done else None,
        comment_authors=clean.comment_authors,
        comment_committee=clean.comment_committee,
        recommended_format=formats.get(clean.recommended_format),
        confidence=clean.confidence,
        updated_at=row.at,
        submitted_at=row.at if row.is_done else None,
    )


def audit_all(entries: Sequence[tuple[str, Model | tuple[str, Any, str], datetime]], call: Call, by: Actor) -> None:
    """Many entries of the audit trail at once: (verb, subject, instant)."""
    scope = call.congress.scope
    AuditEntry.objects.bulk_create(
        (
            AuditEntry(**audit.entry_values(verb=verb, subject=subject, by=by, now=at, scope=scope))
            for verb, subject, at in entries
        ),
        batch_size=BATCH,
    )
