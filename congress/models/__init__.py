from congress.models.assignment import AssignmentPlan, PlannedPair
from congress.models.call import Call, CallParty, Criterion, Deadline, Format, LateCode, Round
from congress.models.committee import (
    Assignment,
    Bid,
    CommitteeMember,
    DiscussionNote,
    InterestCase,
    Partnership,
    Redaction,
    Review,
    ReviewReminder,
)
from congress.models.congress import Axis, Congress
from congress.models.decision import Decision, LogEntry
from congress.models.host import Host
from congress.models.page import Page, PageRelease, Picture
from congress.models.plan import Milestone, Note
from congress.models.submission import CoPresenter, Submission, SubmissionVersion
from congress.models.team import Invitation, TeamMember

__all__ = [
    "Assignment",
    "AssignmentPlan",
    "Axis",
    "Bid",
    "Call",
    "CallParty",
    "CoPresenter",
    "CommitteeMember",
    "Congress",
    "Criterion",
    "Deadline",
    "Decision",
    "DiscussionNote",
    "Format",
    "Host",
    "InterestCase",
    "Invitation",
    "LateCode",
    "LogEntry",
    "Milestone",
    "Note",
    "Page",
    "PageRelease",
    "Partnership",
    "Picture",
    "PlannedPair",
    "Redaction",
    "Review",
    "ReviewReminder",
    "Round",
    "Submission",
    "SubmissionVersion",
    "TeamMember",
]
