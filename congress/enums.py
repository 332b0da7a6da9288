"""Stable codes of congresses, calls and their committees."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CongressKind(models.TextChoices):
    FULL = "full", _("Congress")
    MEETING = "meeting", _("Network meeting")
    CAFE = "cafe", _("Online café")
    YOUTH = "youth", _("Youth forum")
    EXCHANGE = "exchange", _("Bilateral visit")


class CongressState(models.TextChoices):
    DRAFT = "draft", _("In preparation")
    ANNOUNCED = "announced", _("Announced")
    OPEN = "open", _("Open")
    FINISHED = "finished", _("Finished")
    ARCHIVED = "archived", _("Archived")


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    REGISTRATION = "registration", _("Registration")
    TREASURER = "treasurer", _("Treasurer")
    PROGRAMME = "programme", _("Programme")
    VISITS = "visits", _("Study visits")
    DOOR = "door", _("Door")
    DESK = "desk", _("Desk")
    PROTOCOL = "protocol", _("Protocol")
    SAFETY = "safety", _("Safety")
    INTERPRETERS = "interpreters", _("Interpreter coordination")
    TRANSLATOR = "translator", _("Translation")
    CHAIR = "chair", _("Committee chair")
    DEPUTY = "deputy", _("Deputy chair")
    COMMITTEE = "committee", _("Committee member")
    GUIDE = "guide", _("Visit guide")
    AUDITOR = "auditor", _("Auditor (reads only)")


# Who sees money, health or everybody's data signs in with a second factor (outside the demo).
SENSITIVE_ROLES = frozenset(
    {Role.OWNER, Role.REGISTRATION, Role.TREASURER, Role.VISITS, Role.DESK, Role.PROTOCOL, Role.SAFETY, Role.AUDITOR}
)


class CallKind(models.TextChoices):
    EXPERIENCES = "experiences", _("Call for experiences")
    AWARD = "award", _("Award")


class Eligibility(models.TextChoices):
    MEMBER_CITIES = "member_cities", _("Member cities in good standing")
    ANY = "any", _("Any organisation")


class SubmissionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ACCEPTED = "accepted", _("Selected")
    RESERVE = "reserve", _("On the reserve list")
    REJECTED = "rejected", _("Not selected")


class AssignmentState(models.TextChoices):
    ASSIGNED = "assigned", _("To be read")
    STARTED = "started", _("Begun")
    DONE = "done", _("Reviewed")
    RECUSED = "recused", _("Recused")


class ReviewState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")


class Outcome(models.TextChoices):
    ACCEPTED = "accepted", _("Selected")
    RESERVE = "reserve", _("On the reserve list")
    REJECTED = "rejected", _("Not selected")


class SubmissionFault(models.TextChoices):
    """Why a submission cannot be kept or handed in; the codes are those of rules/content.py."""

    TITLE_MISSING = "title_missing", _("Please give the experience a title.")
    TITLE_TOO_LONG = "title_too_long", _("The title has {length} characters; {limit} are allowed.")
    SUMMARY_MISSING = "summary_missing", _("Please write a summary.")
    SUMMARY_TOO_LONG = "summary_too_long", _("The summary has {length} words; {limit} are allowed.")
    TEXT_TOO_LONG = "text_too_long", _("This text is too long to be kept: {length} characters of {limit}.")
    LANGUAGE_NOT_PERMITTED = "language_not_permitted", _("This call does not accept that language.")
    AXIS_MISSING = "axis_missing", _("Please choose an axis.")
    UNKNOWN_AXIS = "unknown_axis", _("This congress has no such axis.")
    FORMAT_MISSING = "format_missing", _("Please choose the format you prefer.")
    UNKNOWN_FORMAT = "unknown_format", _("This call has no such format.")
    ENDORSEMENT_MISSING = "endorsement_missing", _("Please add the endorsement of your municipality.")
    TOO_MANY_PRESENTERS = "too_many_presenters", _("At most {limit} co-presenters can be named.")
    PRESENTER_UNNAMED = "presenter_unnamed", _("Please give the name of every co-presenter.")


class ReviewFault(models.TextChoices):
    """Why a review cannot be kept or handed in; the codes are those of rules/scoring.py."""

    SCORE_MISSING = "score_missing", _("Please give a score for this criterion.")
    SCORE_OUT_OF_SCALE = "score_out_of_scale", _("Scores are whole numbers from 1 to 5.")
    UNKNOWN_CRITERION = "unknown_criterion", _("This call has no such criterion.")
    COMMENT_TOO_LONG = "comment_too_long", _("This text is too long to be kept: {length} characters of {limit}.")


# Chips: the tone in which a state is shown.
STATE_TONES = {
    SubmissionState.DRAFT: "",
    SubmissionState.SUBMITTED: "info",
    SubmissionState.WITHDRAWN: "",
    SubmissionState.ACCEPTED: "ok",
    SubmissionState.RESERVE: "wait",
    SubmissionState.REJECTED: "bad",
    AssignmentState.ASSIGNED: "",
    AssignmentState.STARTED: "wait",
    AssignmentState.DONE: "ok",
    AssignmentState.RECUSED: "",
}
