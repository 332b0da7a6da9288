"""What the calls of the demo ask beyond their forms: more time, a late code, who is invited and who is left out."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from congress.actions.bulk import load_submissions
from congress.actions.deadlines import note_end
from congress.actions.late_codes import make_late_code, revoke_late_code
from congress.actions.parties import exclude_many, name_party
from congress.enums import PartyKind
from congress.models import Call
from congress.queries.calls import committee_cities, hosts_of
from portal.actions.demo.calls import submission_row
from portal.actions.demo.people import DEMO_ACTOR, People
from portal.rules.demo.personas import HOME
from portal.rules.demo.submissions import submissions

INVITED = 4
MORE_TIME = timedelta(days=14)
WRITTEN = timedelta(days=9)  # before now: what the liaison's city writes for the pilot cities


def load_rules(*, calls: dict[str, Call], people: People, seed: int, today: date) -> None:
    """The call for experiences was extended; the award leaves jury and host out; the pilot cities are invited."""
    now = people.now
    _more_time(calls["experiences"], now)
    award = calls["award"]
    for cities, reason in (
        (committee_cities(award), "it sits on the jury"),
        (hosts_of(award), "it hosts the congress"),
    ):
        exclude_many(call=award, organisations=cities, reason=reason, by=DEMO_ACTOR, now=now)
    _invite(calls["pilot"], people, now)
    _write(calls["pilot"], people, seed, today)


def _more_time(call: Call, now: datetime) -> None:
    reason = "Many cities asked for time to bring their endorsement before the council."
    at = call.closes_at - MORE_TIME - timedelta(days=3)
    note_end(call, before=call.closes_at - MORE_TIME, reason=reason, by=DEMO_ACTOR, now=at)
    ends = now + timedelta(days=14)
    make_late_code(call=call, max_uses=2, expires_at=ends, note="Flood of the archives", by=DEMO_ACTOR, now=now)
    gone, _secret = make_late_code(call=call, max_uses=1, expires_at=ends, note="Sent twice", by=DEMO_ACTOR, now=now)
    revoke_late_code(late_code=gone, by=DEMO_ACTOR, now=now)


def _invite(call: Call, people: People, now: datetime) -> None:
    """The liaison's city and the next by name."""
    named = sorted(people.cities)
    for slug in [HOME, *(slug for slug in named if slug != HOME)][:INVITED]:
        name_party(
            call=call, organisation=people.cities[slug], kind=PartyKind.INVITED, reason="", by=DEMO_ACTOR, now=now
        )


def _write(call: Call, people: People, seed: int, today: date) -> None:
    """Two departments of the liaison's city, which has one place: one was first, the other has a draft."""
    own = [paper for paper in submissions(seed, today) if paper.city == HOME and paper.state == "submitted"]
    papers = [paper for paper in own if paper.language in call.languages][:2]
    rows = []
    for paper, state in zip(papers, ("submitted", "draft"), strict=False):
        row = submission_row(paper, people)
        answers = {code: value for code, value in row.content.answers.items() if code != "report"}
        content = replace(row.content, format="candidature", answers=answers, may_publish=False)
        rows.append(replace(row, content=content, at=people.now - WRITTEN, state=state))
    load_submissions(call=call, rows=rows, by=DEMO_ACTOR)
