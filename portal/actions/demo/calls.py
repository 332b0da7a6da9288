"""185 experiences, their reviews, and the first decisions that were told."""

from datetime import date, datetime, timedelta
from io import BytesIO
from textwrap import wrap

from django.core.files.base import ContentFile
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from congress.actions.bulk import (
    DecisionRow,
    ReviewRow,
    SubmissionRow,
    load_decisions,
    load_reviews,
    load_submissions,
)
from congress.models import Call, CommitteeMember, CoPresenter, Submission
from congress.rules.content import Content, Presenter
from congress.rules.scoring import Opinion
from portal.actions.demo.people import DEMO_ACTOR, People
from portal.rules.demo.form_answers import has_report, more_answers
from portal.rules.demo.other_editions import past_experiences
from portal.rules.demo.personas import HOME
from portal.rules.demo.reviews import first_release, reviews
from portal.rules.demo.source import words
from portal.rules.demo.submissions import DemoSubmission, submissions


def load_experiences(
    *, call: Call, members: dict[str, CommitteeMember], people: People, seed: int, today: date, share: float = 1.0
) -> dict[str, Submission]:
    """Loads submissions, reviews and the first release; key → submission."""
    released = set(first_release(seed, today))
    wanted = [
        row
        for row in submissions(seed, today)
        if share >= 1 or row.key in released or row.city == HOME or hash_share(row.key, share)
    ]
    rows = [_row(row, people) for row in wanted]
    made = dict(zip((row.key for row in wanted), load_submissions(call=call, rows=rows, by=DEMO_ACTOR), strict=True))
    load_reviews(
        call=call,
        rows=[
            ReviewRow(
                submission=made[row.submission],
                member=members[row.reviewer],
                at=row.submitted_at or row.assigned_at,
                opinion=None
                if row.state == "assigned"
                else Opinion(scores={k: max(v, 1) for k, v in row.scores.items()}, comment_authors=row.comment or ""),
                is_done=row.state == "submitted",
            )
            for row in reviews(seed, today)
            if row.submission in made and made[row.submission].state == "submitted"
        ],
        by=DEMO_ACTOR,
    )
    at = people.now - timedelta(days=3)
    load_decisions(
        call=call,
        rows=[DecisionRow(submission=made[key], outcome="accepted", at=at) for key in released],
        by=DEMO_ACTOR,
        release_at=at,
    )
    return made


def hash_share(key: str, share: float) -> bool:
    return int("".join(c for c in key if c.isdigit()) or 0) % 100 < share * 100


def _row(row: DemoSubmission, people: People) -> SubmissionRow:
    position = words("functions").get(row.function or "", {}).get(row.author.language, "")
    author = people.get(row.author, city=row.city, position=position)
    title = {row.language: row.title} | {lang: title for lang, (title, _summary) in row.translations.items()}
    if row.title_en and row.language != "en":
        title["en"] = row.title_en
    return SubmissionRow(
        organisation=people.cities[row.city],
        author=author,
        content=Content(
            language=row.language,
            title=title,
            summary={row.language: row.summary} | {lang: text for lang, (_title, text) in row.translations.items()},
            axis=row.axis,
            format=row.format,
            answers=row.answers | {"fields": list(row.fields)} | more_answers(row) | _report(row),
            co_presenters=tuple(
                Presenter(" ".join((p.given_name, p.family_name)).strip(), p.email, "") for p in row.co_presenters
            ),
            may_publish=True,
        ),
        at=row.submitted_at or row.created_at or people.now,
        state=row.state,
    )


def _report(row: DemoSubmission) -> "dict[str, ContentFile[bytes]]":
    """The report of an evaluation, one page long, for the few experiences that send one."""
    if not has_report(row):
        return {}
    out = BytesIO()
    page = Canvas(out, pagesize=A4, invariant=1)
    page.setFont("Times-Roman", 15)
    page.drawString(72, 760, row.title[:70])
    page.setFont("Times-Roman", 11)
    for line, text in enumerate(wrap(row.answers.get("evaluation", ""), 84)):
        page.drawString(72, 730 - 16 * line, text)
    page.save()
    return {"report": ContentFile(out.getvalue(), name="report.pdf")}


def load_past(*, call: Call, people: People, seed: int, today: date) -> None:
    """The bank of the past edition: accepted, told, published."""
    rows = past_experiences(seed, today)
    if not rows:
        return
    made = load_submissions(call=call, rows=[_row(row, people) for row in rows], by=DEMO_ACTOR)
    at: datetime = call.closes_at + timedelta(days=30)
    CoPresenter.objects.filter(submission__in=made).update(asked_at=call.closes_at, confirmed_at=at)
    load_decisions(
        call=call,
        rows=[DecisionRow(submission=row, outcome="accepted", at=at) for row in made],
        by=DEMO_ACTOR,
        release_at=at,
    )
