from congress.models.call import Call, Criterion, Format
from congress.models.committee import Assignment, CommitteeMember, Review
from congress.models.congress import Axis, Congress
from congress.models.decision import Decision
from congress.models.page import Page
from congress.models.submission import CoPresenter, Submission, SubmissionVersion
from congress.models.team import TeamMember

__all__ = [
    "Assignment",
    "Axis",
    "Call",
    "CoPresenter",
    "CommitteeMember",
    "Congress",
    "Criterion",
    "Decision",
    "Format",
    "Page",
    "Review",
    "Submission",
    "SubmissionVersion",
    "TeamMember",
]
