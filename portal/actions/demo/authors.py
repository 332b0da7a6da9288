"""What authors live through in the demo: co-presenters who answer, revisions asked for, late, and handed in again."""

from datetime import datetime, timedelta

from congress.actions.bulk_presenters import AnswerRow, load_answers
from congress.actions.revision import ask_revision, resubmit
from congress.models import Call, CoPresenter, Submission
from congress.queries.presenters import presenter_of
from congress.rules.content import Content, Presenter
from portal.actions.demo.people import DEMO_ACTOR
from portal.rules.demo import presenting
from portal.rules.demo.personas import HOME
from portal.rules.demo.source import load
from portal.rules.demo.submissions import DemoSubmission


def presenters_of(row: DemoSubmission) -> tuple[Presenter, ...]:
    """The co-presenters of an experience; where a pupil presents, the last one named is their guardian instead."""
    number = int(row.key.lstrip("abcdefghijklmnopqrstuvwxyz-") or 0)
    people = row.co_presenters
    if len(people) == 2 and number % presenting.MINOR_EVERY < 4:
        return (presenting.presenter(people[0], number, guardian=people[1]),)
    return tuple(presenting.presenter(person, number + place) for place, person in enumerate(people))


def load_authors(*, call: Call, now: datetime) -> None:
    """Answers of co-presenters, and three revisions: one under way, one overdue, one handed in again."""
    rows = CoPresenter.objects.filter(submission__call=call).exclude(submission__state="draft")
    answers = [_answer(row, number) for number, row in enumerate(rows.select_related("submission").order_by("pk"))]
    load_answers(call=call, rows=answers, by=DEMO_ACTOR)
    undecided = call.submissions.filter(state="submitted", decisions=None, deferred_until=None)
    undecided = undecided.exclude(organisation__slug=HOME)
    chosen = list(undecided.exclude(assignments=None).order_by("-code").distinct()[:3])
    if len(chosen) < 3:
        return
    day = timedelta(days=1)
    notes = load("revisions")["notes"]
    for row, asked, due in zip(chosen, (2 * day, 9 * day, 6 * day), (8 * day, -day, 4 * day), strict=True):
        note = notes.get(row.language) or notes["en"]
        ask_revision(submission=row, note=note, due_at=now + due, by=DEMO_ACTOR, now=now - asked)
    _resubmit(chosen[-1], now - day)


def _answer(row: CoPresenter, number: int) -> AnswerRow:
    asked = row.submission.submitted_at or row.submission.updated_at
    presents = presenting.answer(number)
    at = asked + timedelta(hours=3 + number % 90)
    return AnswerRow(row, asked_at=asked, at=at, presents=presents, guardian_agrees=presents is True)


def _resubmit(submission: Submission, now: datetime) -> None:
    row = Submission.objects.select_related("axis", "format", "answer_set").get(pk=submission.pk)
    more = load("revisions")["answers"]
    text = more.get(row.language) or more["en"]
    content = Content(
        language=row.language,
        title=row.title,
        summary={**row.summary, row.language: f"{row.summary[row.language]}\n\n{text}"},
        axis=row.axis.code if row.axis else "",
        format=row.format.code if row.format else "",
        answers=row.answer_set.answers if row.answer_set else {},
        co_presenters=tuple(presenter_of(one) for one in row.co_presenters.all()),
        may_publish=row.may_publish,
        author_gender=row.author_gender,
        author_is_young=row.author_is_young,
    )
    resubmit(submission=row, version=row.version, content=content, by=DEMO_ACTOR, now=now)
