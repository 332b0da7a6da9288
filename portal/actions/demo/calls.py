"""185 experiences, their reviews, and the first decisions that were told."""

from datetime import date, datetime, timedelta
from io import BytesIO
from textwrap import wrap

from django.core.files.base import ContentFile
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from congress.actions.bulk import (
    ReviewRow,
    SubmissionRow,
    load_reviews,
    load_submissions,
)
from congress.actions.bulk_decisions import DecisionRow, load_decisions
from congress.actions.selection import Choice, decide_many, set_places
from congress.models import Call, CommitteeMember, CoPresenter, Submission
from congress.queries.interests import conflicting, member_interests
from congress.queries.ranking import ranking_of
from congress.rules.content import Content
from congress.rules.scoring import Opinion
from congress.rules.selection import Places
from portal.actions.demo.afterwards import load_afterwards
from portal.actions.demo.authors import load_authors, presenters_of
from portal.actions.demo.people import DEMO_ACTOR, People
from portal.rules.demo.form_answers import has_report, more_answers
from portal.rules.demo.other_editions import past_experiences
from portal.rules.demo.personas import HOME
from portal.rules.demo.presenting import said
from portal.rules.demo.reviews import first_release, reviews
from portal.rules.demo.source import load, words
from portal.rules.demo.submissions import DemoSubmission, submissions

CHAIR = "c01"
MOST_SELECTED = 90


def load_experiences(
    *, call: Call, members: dict[str, CommitteeMember], people: People, seed: int, today: date, share: float = 1.0
) -> dict[str, Submission]:
    """Loads submissions and what was read of them; key → submission."""
    released = set(first_release(seed, today))
    wanted = [
        row
        for row in submissions(seed, today)
        if share >= 1 or row.key in released or row.city == HOME or hash_share(row.key, share)
    ]
    rows = [submission_row(row, people) for row in wanted]
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
                else Opinion(
                    scores={k: max(v, 1) for k, v in row.scores.items()},
                    comment_authors=row.comment or "",
                    recommended_format=row.proposed_format if row.state == "submitted" else "",
                ),
                is_done=row.state == "submitted",
            )
            for row in reviews(seed, today)
            if row.submission in made and made[row.submission].state == "submitted"
        ],
        by=DEMO_ACTOR,
    )
    return made


def load_outcomes(
    *,
    call: Call,
    made: dict[str, Submission],
    chair: CommitteeMember,
    seed: int,
    today: date,
    now: datetime,
) -> None:
    """The first release, the selection under way, what came after, and what authors did; in the order of time."""
    at = now - timedelta(days=3)
    load_decisions(
        call=call,
        rows=[
            DecisionRow(
                submission=made[key],
                outcome="accepted",
                at=at,
                confirmed_at=at + timedelta(hours=5 + n) if n % 3 else None,  # two of three have answered
            )
            for n, key in enumerate(first_release(seed, today))
        ],
        by=DEMO_ACTOR,
        release_at=at,
    )
    load_selection(call=call, chair=chair, now=now)
    load_afterwards(call=call, now=now)
    load_authors(call=call, now=now)


def load_selection(*, call: Call, chair: CommitteeMember, now: datetime) -> None:
    """The chair's selection under way: places, the next best pending, some on the reserve list, two refused.

    It ends between equals, so that the tie shows.
    """
    seen = call.submissions.exclude(conflicting(member_interests(chair)))
    groups = {("format", "workshop"): 48, ("format", "direct-dialogue"): 22, ("format", "digital-poster"): 20}
    places = Places(total=MOST_SELECTED, groups=groups, per_city=2)
    set_places(call=call, places=places, by=DEMO_ACTOR, now=now)
    rows = ranking_of(seen).standings.values()
    read = [row for row in rows if row.is_open and row.adjusted is not None]
    read.sort(key=lambda row: (-(row.adjusted or 0), row.format, row.code))
    pairs = ((n, read[n - 1], read[n]) for n in range(10, min(len(read), 40)))
    ends = (n for n, last, after in pairs if (last.adjusted, last.format) == (after.adjusted, after.format))
    end = next(ends, min(12, len(read) // 2))
    refused = read[end + 8 :][-2:]
    weak = load("experiences")["comments"]["weak"]
    languages = dict(call.submissions.values_list("pk", "language"))
    choices = [
        *(Choice(row.code, "accepted") for row in read[:end]),
        *(Choice(row.code, "reserve") for row in read[end + 1 : end + 8]),
        *(Choice(row.code, "rejected", weak[0].get(languages[row.pk], weak[0]["en"])) for row in refused),
    ]
    if choices:
        decide_many(call=call, submissions=seen, choices=choices, by=chair.user.as_actor(), now=now)


def hash_share(key: str, share: float) -> bool:
    return int("".join(c for c in key if c.isdigit()) or 0) % 100 < share * 100


def submission_row(row: DemoSubmission, people: People) -> SubmissionRow:
    """A made-up experience as it is loaded."""
    position = words("functions").get(row.function or "", {}).get(row.author.language, "")
    author = people.get(row.author, city=row.city, position=position)
    title = {row.language: row.title} | {lang: title for lang, (title, _summary) in row.translations.items()}
    if row.title_en and row.language != "en":
        title["en"] = row.title_en
    about = said(sum(map(ord, row.key)))
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
            co_presenters=presenters_of(row),
            may_publish=True,
            author_gender=about.gender,
            author_is_young=about.is_young,
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
    made = load_submissions(call=call, rows=[submission_row(row, people) for row in rows], by=DEMO_ACTOR)
    at: datetime = call.closes_at + timedelta(days=30)
    CoPresenter.objects.filter(submission__in=made).update(asked_at=call.closes_at, confirmed_at=at)
    load_decisions(
        call=call,
        rows=[DecisionRow(submission=row, outcome="accepted", at=at, confirmed_at=at) for row in made],
        by=DEMO_ACTOR,
        release_at=at,
    )
