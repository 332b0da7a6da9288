from congress.models.call import Call, Criterion, Format
from congress.models.committee import Assignment, CommitteeMember, Review
from congress.models.congress import Axis, Congress
from congress.models.decision import Decision
from congress.models.host import Host
from congress.models.page import Page, PageRelease, Picture
from congress.models.plan import Milestone, Note
from congress.models.submission import CoPresenter, Submission, SubmissionVersion
from congress.models.team import Invitation, TeamMember

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
    "Host",
    "Invitation",
    "Milestone",
    "Note",
    "Page",
    "PageRelease",
    "Picture",
    "Review",
    "Submission",
    "SubmissionVersion",
    "TeamMember",
]
