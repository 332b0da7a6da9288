"""Minimal valid congresses, calls, submissions and committees."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from PIL import Image

from common.tokens import new_code
from common.uploads import store
from congress.enums import Outcome
from congress.models import (
    Assignment,
    AssignmentPlan,
    Axis,
    Call,
    CommitteeMember,
    Congress,
    Criterion,
    Decision,
    Format,
    Host,
    Milestone,
    Note,
    Page,
    Picture,
    Review,
    Round,
    Submission,
    TeamMember,
)
from congress.rules.content import Content
from congress.rules.scoring import Opinion
from tests.factories import accounts, network, words

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
_numbers = count(1)


def congress(**kw: Any) -> Congress:
    """A public congress in Madrid's zone, 25 to 28 May 2027, in four languages."""
    number = next(_numbers)
    values = {
        "slug": f"congress-{number}",
        "number": number,
        "state": "open",
        "name": words(f"Congress {number}"),
        "timezone": "Europe/Madrid",
        "starts_on": date(2027, 5, 25),
        "ends_on": date(2027, 5, 28),
        "languages": ["en", "es", "fr", "pt"],
    }
    return Congress.objects.create(**{**values, **kw})


def axis(**kw: Any) -> Axis:
    number = next(_numbers)
    edition = kw.pop("congress", None) or congress()
    return Axis.objects.create(congress=edition, **{"code": f"axis-{number}", "name": words(f"Axis {number}"), **kw})


def team_member(**kw: Any) -> TeamMember:
    """A role since 2020; the owner's unless told otherwise."""
    values = {"role": "owner", "starts_on": date(2020, 1, 1)}
    edition, user = kw.pop("congress", None) or congress(), kw.pop("user", None) or accounts.user()
    return TeamMember.objects.create(congress=edition, user=user, **{**values, **kw})


def host(**kw: Any) -> Host:
    """A controller that can be written to."""
    values = {"legal_name": f"City {next(_numbers)}", "country": "PT", "contact_email": "data@example.org"}
    return Host.objects.create(congress=kw.pop("congress", None) or congress(), **{**values, **kw})


def page(**kw: Any) -> Page:
    """A published page of one paragraph."""
    number = next(_numbers)
    title = words(f"Page {number}")
    body = {code: [{"p": text}] for code, text in title.items()}
    values = {"slug": f"page-{number}", "title": title, "body": body, "is_published": True, "updated_at": NOW}
    return Page.objects.create(congress=kw.pop("congress", None) or congress(), **{**values, **kw})


def picture(**kw: Any) -> Picture:
    """A picture of 2 x 1 pixels, described in four languages."""
    number = next(_numbers)
    out = io.BytesIO()
    Image.new("RGB", (2, 1), "red").save(out, "PNG")
    kept = store(data=out.getvalue(), content_type="image/png", original_name=f"picture-{number}.png", now=NOW)
    values = {"name": f"picture{number}", "file": kept, "width": 2, "height": 1, "uploaded_at": NOW}
    values["alt"] = words(f"Picture {number}")
    return Picture.objects.create(congress=kw.pop("congress", None) or congress(), **{**values, **kw})


def call(**kw: Any) -> Call:
    """A call that is open on the tests' day, for any organisation, three a city."""
    values = {
        "code": "experiences",
        "title": words("Call for experiences"),
        "opens_at": datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
        "closes_at": datetime(2026, 12, 1, 23, 0, tzinfo=UTC),
        "per_city_max": 3,
        "languages": ["en", "es", "fr", "pt"],
    }
    return Call.objects.create(congress=kw.pop("congress", None) or congress(), **{**values, **kw})


def closed_call(**kw: Any) -> Call:
    """A call that closed ten days before the tests' day."""
    values = {
        "opens_at": datetime(2026, 9, 1, 8, 0, tzinfo=UTC),
        "closes_at": datetime(2026, 11, 11, 23, 0, tzinfo=UTC),
    }
    return call(**{**values, **kw})


def format(**kw: Any) -> Format:
    number = next(_numbers)
    values = {"code": f"format-{number}", "name": words(f"Format {number}"), "minutes": 10}
    return Format.objects.create(call=kw.pop("call", None) or call(), **{**values, **kw})


def criterion(**kw: Any) -> Criterion:
    number = next(_numbers)
    values = {"code": f"criterion-{number}", "name": words(f"Criterion {number}"), "position": number}
    return Criterion.objects.create(call=kw.pop("call", None) or call(), **{**values, **kw})


def content(**kw: Any) -> Content:
    """A title and a summary in English."""
    values = {"language": "en", "title": {"en": "A library in the park"}, "summary": {"en": "We read outdoors."}}
    return Content(**{**values, **kw})


def author(**kw: Any) -> Any:
    """A user whose person belongs to a city."""
    city = kw.pop("organisation", None) or network.organisation()
    return accounts.user(person=accounts.person(organisation=city, **kw))


def submission(**kw: Any) -> Submission:
    """A submission in a state (handed in unless told otherwise), by an author of its city; decided ones were told."""
    state = kw.pop("state", "submitted")
    who = (
        kw.pop("author", None)
        or author(**({"organisation": kw["organisation"]} if "organisation" in kw else {})).person
    )
    values = {
        "code": new_code(),
        "state": state,
        "organisation": who.organisation,
        "language": "en",
        "title": {"en": f"Experience {next(_numbers)}"},
        "summary": {"en": "We read outdoors."},
        "created_at": NOW,
        "updated_at": NOW,
        "submitted_at": None if state == "draft" else NOW,
    }
    row = Submission.objects.create(call=kw.pop("call", None) or call(), author=who, **{**values, **kw})
    if state in Outcome.values:
        decision(submission=row, outcome=state, released_at=NOW)
    return row


def member(**kw: Any) -> CommitteeMember:
    """A committee member of a city of their own, who reads the four languages; `role` chair, deputy or committee."""
    edition = kw.pop("congress", None) or congress()
    city = kw.pop("organisation", None) or network.organisation()
    user = kw.pop("user", None) or author(organisation=city)
    team_member(congress=edition, user=user, role=kw.pop("role", "committee"))
    values = {"organisation": city, "languages": ["en", "es", "fr", "pt"]}
    return CommitteeMember.objects.create(congress=edition, user=user, **{**values, **kw})


def assignment(**kw: Any) -> Assignment:
    work = kw.pop("submission", None) or submission()
    reader = kw.pop("member", None) or member(congress=work.call.congress)
    return Assignment.objects.create(submission=work, member=reader, **{"assigned_at": NOW, "changed_at": NOW, **kw})


def plan(*, call: Call, pairs: Any = (), **kw: Any) -> AssignmentPlan:
    """A proposal as the solver leaves it, of (submission, member) pairs."""
    figures = {
        "experiences": 1, "each": 3, "pairs": len(pairs), "missing": 0, "kept": 0, "fitting": 2, "least_load": 1,
        "most_load": 2, "total": 9.0, "total_bound": 9.0, "worst": 9.0, "worst_bound": 9.0, "worst_tenth": 9.0,
        "is_worst_proven": True, "is_total_proven": True,
    }  # fmt: skip
    row = AssignmentPlan.objects.create(
        **{"asked_at": NOW, "asked_by": "user:1", "solved_at": NOW, "figures": figures, "version": 1, **kw}, call=call
    )
    for paper, seat in pairs:
        row.pairs.create(submission=paper, member=seat, reasons=["axis", "language"], points=4)
    return row


def opinion(call: Call, score: int = 4, **kw: Any) -> Opinion:
    """The same score for every criterion of the call."""
    return Opinion(scores=dict.fromkeys(call.criteria.values_list("code", flat=True), score), **kw)


def review(**kw: Any) -> Review:
    """A review handed in, with a score of 4."""
    row = kw.pop("assignment", None) or assignment(state="done")
    values = {"state": "submitted", "score": Decimal("4.000"), "updated_at": NOW, "submitted_at": NOW}
    return Review.objects.create(assignment=row, **{**values, **kw})


def round(**kw: Any) -> Round:
    """The first round of a call, single-blind, without dates."""
    values = {"number": 1, "name": words("First round")}
    return Round.objects.create(call=kw.pop("call", None) or call(), **{**values, **kw})


def decision(**kw: Any) -> Decision:
    """A pending decision: selected."""
    values = {"outcome": "accepted", "decided_at": NOW, "decided_by": "user:1"}
    return Decision.objects.create(submission=kw.pop("submission", None) or submission(), **{**values, **kw})


def note(**kw: Any) -> Note:
    """A note on a milestone, by nobody in particular."""
    row = kw.pop("milestone", None) or milestone()
    values = {"body": "Asked two companies.", "written_at": NOW, "written_by": "user:1"}
    return Note.objects.create(congress=row.congress, milestone=row, **{**values, **kw})


def milestone(**kw: Any) -> Milestone:
    """Something of the owner's to be done within thirty days."""
    edition = kw.pop("congress", None) or congress()
    number = next(_numbers)
    values = {
        "code": f"milestone-{number}",
        "title": words(f"Milestone {number}"),
        "due_on": NOW.date() + timedelta(days=30),
        "updated_at": NOW,
    }
    return Milestone.objects.create(congress=edition, **{**values, **kw})
