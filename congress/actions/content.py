"""Writing what a submission holds, with its co-presenters, answers and version."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from common.actors import Actor
from common.errors import Invalid
from congress.faults import SubmissionFault
from congress.models import Call, CoPresenter, Submission, SubmissionVersion
from congress.queries.presenters import presenter_of
from congress.queries.submission import content_of, terms_of
from congress.rules.bank import search_text
from congress.rules.content import Content, Presenter, Terms, faults_of, tidied
from congress.rules.presenters import matches, undoes_answer, undoes_consent
from questions.actions.answers import Checked, checked_answers, keep_answers
from questions.models import AnswerSet
from questions.rules.answers import Fault

PRESENTED = tuple(one.name for one in fields(Presenter))


def sentence(fault: Fault) -> str:
    """What is wrong with a field, in the active language."""
    return str(SubmissionFault(fault.code).label).format(**fault.params)


def write_content(
    submission: Submission,
    *,
    content: Content,
    complete: bool,
    by: Actor,
    now: datetime,
    is_automatic: bool = False,
) -> None:
    """Writes content into the row, which the caller holds locked or has just made, and keeps it as a version.

    Raises Invalid with a sentence per field. Whatever else the caller has set on the row is saved too.
    """
    content = tidied(content)
    answers = _checked(submission, content, complete)
    call = submission.call
    submission.language = content.language
    submission.title, submission.summary = dict(content.title), dict(content.summary)
    submission.search = search_text(content.title, content.summary)
    submission.axis = _by_code(call.congress.axes, content.axis)
    submission.format = _by_code(call.formats, content.format)
    submission.may_publish = content.may_publish
    submission.author_gender, submission.author_is_young = content.author_gender, content.author_is_young
    submission.version += 1
    submission.updated_at = now
    submission.answer_set = _keep_answers(submission, answers, now)
    submission.save()
    _keep_presenters(submission, content)
    _keep_version(submission, by, now, is_automatic)


def checked_content(
    call: Call,
    content: Content,
    terms: Terms,
    *,
    complete: bool,
    has_endorsement: bool,
    kept: AnswerSet | None = None,
) -> Checked:
    """The clean answers of content that may be kept; raises Invalid with every fault at once."""
    faults = faults_of(content, terms, complete=complete, has_endorsement=has_endorsement)
    sentences: dict[str, list[Any]] = {name: [sentence(fault)] for name, fault in faults.items()}
    answers = Checked({})
    try:
        answers = checked_answers(form=call.form, answers=content.answers, complete=complete, kept=kept)
    except Invalid as error:
        sentences |= error.fields
    if sentences:
        raise Invalid(fields=sentences)
    return answers


def _checked(submission: Submission, content: Content, complete: bool) -> Checked:
    return checked_content(
        submission.call,
        content,
        terms_of(submission.call),
        complete=complete,
        has_endorsement=submission.endorsement_id is not None,
        kept=submission.answer_set,
    )


def _by_code(rows: Any, code: str) -> Any:
    return rows.get(code=code) if code else None


def _keep_answers(submission: Submission, answers: Checked, now: datetime) -> AnswerSet | None:
    form = submission.call.form
    if form is None:
        return None
    person = submission.author.ref
    return keep_answers(form=form, checked=answers, now=now, answer_set=submission.answer_set, person=person)


def _keep_presenters(submission: Submission, content: Content) -> None:
    """Writes the co-presenters; who stays keeps what they answered, unless their address is another one."""
    kept = list(submission.co_presenters.all())
    before = [presenter_of(row) for row in kept]
    places = matches(before, content.co_presenters)
    gone = {row.pk for at, row in enumerate(kept) if at not in places}
    if gone:
        submission.co_presenters.filter(pk__in=gone).delete()
    for position, (person, at) in enumerate(zip(content.co_presenters, places, strict=True)):
        if at is None:
            presenter_row(submission, person, position).save()
        elif person != before[at] or kept[at].position != position:
            _change_presenter(kept[at], before[at], person, position)
    submission.__dict__.get("_prefetched_objects_cache", {}).pop("co_presenters", None)


def _change_presenter(row: CoPresenter, before: Presenter, person: Presenter, position: int) -> None:
    if undoes_answer(before, person):
        row.asked_at = row.confirmed_at = row.declined_at = None
    if undoes_consent(before, person):
        row.asked_at = row.guardian_agreed_at = row.declined_at = None
    for name in PRESENTED:
        setattr(row, name, getattr(person, name))
    row.position = position
    row.save()


def presenter_row(submission: Submission, person: Presenter, position: int) -> CoPresenter:
    """A co-presenter's row, not saved yet."""
    values = {name: getattr(person, name) for name in PRESENTED}
    return CoPresenter(submission=submission, position=position, **values)


def _keep_version(submission: Submission, by: Actor, now: datetime, is_automatic: bool) -> None:
    submission.versions.filter(is_automatic=True).delete()
    SubmissionVersion.objects.create(
        submission=submission,
        number=submission.version,
        content=content_of(submission),
        is_automatic=is_automatic,
        saved_at=now,
        saved_by=f"{by.kind}:{by.id}"[:90],
    )
