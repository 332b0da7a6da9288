"""Four readers stepped back, and a proposal of who reads instead waits for the chair."""

from datetime import datetime

from common.actions import jobs
from common.models import Job
from congress.actions import sharing
from congress.actions.review import recuse
from congress.enums import AssignmentState, SubmissionState
from congress.models import Assignment, Call
from portal.actions.demo.people import DEMO_ACTOR

STEPPED_BACK = 4
REASON = "I advised them on the project."


def load_proposal(call: Call, now: datetime) -> None:
    """The readings that their members gave back, and the solver's proposal for them, not yet published."""
    waiting = Assignment.objects.filter(
        submission__call=call, submission__state=SubmissionState.SUBMITTED, state=AssignmentState.ASSIGNED
    )
    for row in waiting.order_by("pk")[:STEPPED_BACK]:
        recuse(assignment=row, reason=REASON, by=row.member.user.as_actor(), now=now)
    plan = sharing.ask_for_plan(call=call, by=DEMO_ACTOR, now=now)
    jobs.run_job(job_id=Job.objects.get(key=sharing.key_of(plan)).id, now=now)
