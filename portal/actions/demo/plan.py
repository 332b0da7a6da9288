"""The work plans of the demo: laid out, followed, and noted on as a team would have."""

from datetime import UTC, datetime, time, timedelta

from common.actors import Actor
from congress.actions.notes import write_note
from congress.actions.plan import finish_milestone, lay_out, start_milestone
from congress.enums import Role
from congress.models import Congress, Milestone, TeamMember
from portal.rules.demo.dates import ANNOUNCED, DEMO, MEETING, PAST

TEMPLATES = {DEMO: "full", MEETING: "meeting", PAST: "full", ANNOUNCED: "full"}
# Of the demo's plan: what is not finished although its day has come. Nothing that is done waits for it.
LATE = "interpretation"
MINUTES = (
    ("site-visit", "Visita a la sede, Can Noguera", "Auditorio: 800 plazas, dos accesos sin escalones. Sótano sin "
     "cobertura: los lectores deben trabajar sin red. Cuatro cabinas; falta una quinta para el portugués."),
    ("committee-meeting", "Scientific committee, periodic meeting", "Present: eleven of fourteen. Criteria confirmed "
     "with their weights. Nobody reads their own city. Next meeting after the call closes."),
)  # fmt: skip


def load_plans(congresses: dict[str, Congress], now: datetime) -> None:
    """Every edition has its plan; what lies behind is done, but for one milestone that is late."""
    for slug, congress in congresses.items():
        by = Actor.system("demo")
        lay_out(congress=congress, template=TEMPLATES[slug], by=by, now=now)
        rows = {row.code: row for row in Milestone.objects.filter(congress=congress)}
        for row in sorted(rows.values(), key=lambda row: (row.due_on, row.position)):
            at = datetime.combine(row.due_on - timedelta(days=1), time(10), tzinfo=UTC)
            if slug == DEMO and row.code == LATE:
                start_milestone(milestone=row, by=by, now=at)
            elif at < now:
                finish_milestone(milestone=row, by=by, now=at)
        if slug == DEMO:
            owner = TeamMember.objects.filter(congress=congress, role=Role.OWNER).select_related("user").earliest("pk")
            _minutes(congress, rows, owner.user.as_actor())


def _minutes(congress: Congress, rows: dict[str, Milestone], by: Actor) -> None:
    for code, title, body in MINUTES:
        row = rows[code]
        at = datetime.combine(row.due_on, time(18), tzinfo=UTC)
        write_note(congress=congress, milestone=row, title=title, held_on=row.due_on, body=body, by=by, now=at)
