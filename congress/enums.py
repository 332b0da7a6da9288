"""Stable codes of congresses, calls and their committees."""

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext_lazy, pgettext_lazy


class CongressKind(models.TextChoices):
    FULL = "full", _("Congress")
    MEETING = "meeting", _("Network meeting")
    CAFE = "cafe", _("Online café")
    YOUTH = "youth", _("Youth forum")
    EXCHANGE = "exchange", _("Bilateral visit")


class CongressState(models.TextChoices):
    DRAFT = "draft", _("In preparation")
    ANNOUNCED = "announced", _("Announced")
    OPEN = "open", pgettext_lazy("a congress", "Open")
    FINISHED = "finished", _("Finished")
    ARCHIVED = "archived", _("Archived")


class Part(models.TextChoices):
    """What a congress may do without; a part that it does not use shows nowhere."""

    CALL = "call", _("Call and committee")
    FEES = "fees", _("Fees")
    VISITS = "visits", _("Study visits")
    PROGRAMME = "programme", _("Programme")
    DOOR = "door", _("Badges and door")


def every_part() -> list[str]:
    return list(Part.values)


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


# What a role may do, in few words: what an invitation says, and what the pages keep to.
_ROLE_SENTENCES = {
    Role.OWNER: _("Sets up the congress, invites the team, opens and closes everything, and sees all lists."),
    Role.REGISTRATION: _(
        "Sees and changes registrations, approves proofs, reminds presenters to register, issues certificates, and "
        "reads the letters that have left."
    ),
    Role.TREASURER: _(
        "Sees orders and payments, books transfers, refunds, sets the refund rule, and settles what does not agree."
    ),
    Role.PROGRAMME: _("Plans sessions and rooms, places the selected experiences, and publishes the programme."),
    Role.VISITS: _("Plans study visits and their slots, and sees who has booked them."),
    Role.DOOR: _("Scans badges, sets up scanners, and sees how many people have come."),
    Role.DESK: _("Finds people at the desk, scans their badges, and sets up scanners."),
    Role.PROTOCOL: _("Sees no list of people."),
    Role.SAFETY: _("Sees at the door how many people are at which point, and nobody's data."),
    Role.INTERPRETERS: _("Reads the programme and the demand for languages."),
    Role.TRANSLATOR: _(
        "Translates the texts of the congress, writes drafts of its pages and the words of its letters, and publishes "
        "no page."
    ),
    Role.CHAIR: _(
        "Shares out the reading, decides on the experiences, releases the decisions, and reminds presenters to "
        "register."
    ),
    Role.DEPUTY: _("Does what the chair does, and decides where the chair's own city is concerned."),
    Role.COMMITTEE: _("Reads and scores the experiences given to them, and no other."),
    Role.GUIDE: _("Sees the slots of the study visits and who has booked them."),
    Role.AUDITOR: _(
        "Reads the calls, registrations, certificates, study visits, programme, openings, pages, letters, team, "
        "accounts with the refund rule, and audit trail, and changes nothing; the settings, the look, translations, "
        "the door, publishing and exports stay closed."
    ),
}
# Everybody's but the committee's: each milestone may be anybody's of the team.
READS_PLAN = tuple(role for role in Role if role != Role.COMMITTEE)
ROLE_SENTENCES = {
    role: format_lazy("{} {}", sentence, _("Reads the work plan.")) if role in READS_PLAN else sentence
    for role, sentence in _ROLE_SENTENCES.items()
}


# The part of a congress that a role works on; a congress that does without the part has no use for the role.
ROLE_PARTS = {
    Role.TREASURER: Part.FEES,
    Role.PROGRAMME: Part.PROGRAMME,
    Role.INTERPRETERS: Part.PROGRAMME,
    Role.VISITS: Part.VISITS,
    Role.GUIDE: Part.VISITS,
    Role.DOOR: Part.DOOR,
    Role.DESK: Part.DOOR,
    Role.CHAIR: Part.CALL,
    Role.DEPUTY: Part.CALL,
    Role.COMMITTEE: Part.CALL,
}


# Who sees money, health or everybody's data signs in with a second factor (outside the demo).
SENSITIVE_ROLES = frozenset(
    {Role.OWNER, Role.REGISTRATION, Role.TREASURER, Role.VISITS, Role.DESK, Role.PROTOCOL, Role.SAFETY, Role.AUDITOR}
)


class CallKind(models.TextChoices):
    EXPERIENCES = "experiences", _("Call for experiences")
    AWARD = "award", _("Award")
    PILOT = "pilot", _("Candidatures of pilot cities")


class Eligibility(models.TextChoices):
    MEMBER_CITIES = "member_cities", _("Member cities in good standing")
    ANY = "any", _("Any organisation")
    INVITED = "invited", _("Invited organisations only")


class PartyKind(models.TextChoices):
    INVITED = "invited", _("Invited")
    EXCLUDED = "excluded", _("Excluded")


class SubmissionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    REVISION = "revision", _("Revision asked for")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ACCEPTED = "accepted", _("Selected")
    RESERVE = "reserve", _("On the reserve list")
    REJECTED = "rejected", _("Not selected")
    DECLINED = "declined", _("Place declined")


_COUNTED = {
    SubmissionState.DRAFT: npgettext_lazy("beside a number", "Draft", "Drafts"),
    SubmissionState.SUBMITTED: npgettext_lazy("beside a number", "Submitted", "Submitted"),
    SubmissionState.REVISION: npgettext_lazy("beside a number", "Revision asked for", "Revision asked for"),
    SubmissionState.WITHDRAWN: npgettext_lazy("beside a number", "Withdrawn", "Withdrawn"),
    SubmissionState.ACCEPTED: npgettext_lazy("beside a number", "Selected", "Selected"),
    SubmissionState.RESERVE: npgettext_lazy("beside a number", "On the reserve list", "On the reserve list"),
    SubmissionState.REJECTED: npgettext_lazy("beside a number", "Not selected", "Not selected"),
    SubmissionState.DECLINED: npgettext_lazy("beside a number", "Place declined", "Place declined"),
}


def counted(state: str, number: int) -> str:
    """A state's label beside the number of submissions in it: one "Retenue", two "Retenues"."""
    return str(_COUNTED[SubmissionState(state)] % number)


class LogKind(models.TextChoices):
    """What the sealed log of a call speaks of."""

    ASSIGNMENT = "assignment", _("A reading was given, taken back or refused")
    CONFLICT = "conflict", _("A conflict of interest was handled")
    DECISION = "decision", _("A decision was taken or changed")
    RELEASE = "release", _("A decision was released")
    DEFERRAL = "deferral", _("A decision was deferred")
    ANSWER = "answer", _("A place was confirmed, declined or lost")
    OFFER = "offer", _("A free place was offered to the reserve list")


class Lapse(models.TextChoices):
    """Why a place that was given is free again without its author's word."""

    UNCONFIRMED = "unconfirmed", _("Not confirmed in time")
    UNREGISTERED = "unregistered", _("No presenter registered in time")


class InvitationState(models.TextChoices):
    SENT = "sent", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", pgettext_lazy("an invitation", "Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class MilestoneState(models.TextChoices):
    OPEN = "open", _("To do")
    STARTED = "started", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class HostKind(models.TextChoices):
    HOST = "host", _("Host")
    CO_HOST = "co_host", _("Co-host")
    PARTNER = "partner", _("Partner")


class AssignmentState(models.TextChoices):
    ASSIGNED = "assigned", _("To be read")
    STARTED = "started", _("Begun")
    DONE = "done", _("Reviewed")
    RECUSED = "recused", _("Recused")


class Blindness(models.TextChoices):
    OPEN = "open", _("Open: readers and authors know each other")
    SINGLE = "single", _("Single-blind: readers know the authors, authors do not know the readers")
    DOUBLE = "double", _("Double-blind: neither knows the other")


class InterestKind(models.TextChoices):
    SAME_ORGANISATION = "same_organisation", _("The same city or organisation")
    PARTNER = "partner", _("A partner city or organisation")
    OWN_WORK = "own_work", _("Author or co-presenter")
    SHARED_ADDRESS = "shared_address", _("A shared address")
    JOINT_WORK = "joint_work", _("An earlier experience handed in together")
    OTHER = "other", _("Another reason")


class InterestState(models.TextChoices):
    OPEN = "open", _("To be looked at")
    CONFIRMED = "confirmed", _("Confirmed")
    DISMISSED = "dismissed", _("Dismissed")


class Gender(models.TextChoices):
    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", _("Another")


class PresenterState(models.TextChoices):
    """How a co-presenter stands; the codes are those of rules/presenters.py."""

    NOT_ASKED = "not_asked", _("Not asked yet")
    NO_ADDRESS = "no_address", _("Cannot be asked: no e-mail address")
    WAITING = "waiting", _("Has not answered yet")
    GUARDIAN = "guardian", _("Waiting for the guardian’s consent")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", pgettext_lazy("a co-presenter", "Declined")


class ReviewState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")


class PairState(models.TextChoices):
    KEPT = "kept", _("Has it already")
    PROPOSED = "proposed", _("Proposed")
    BY_HAND = "by_hand", _("Chosen by hand")
    REMOVED = "removed", _("Taken out by hand")


class PairReason(models.TextChoices):
    """Why a member is to read an experience; the codes are those of rules/affinity.py."""

    AXIS = "axis", _("own axis")
    EXPERTISE = "expertise", _("own field")
    BID_HIGH = "bid_high", _("would read it very gladly")
    BID = "bid", _("would read it gladly")
    BID_LOW = "bid_low", _("would rather not")
    LANGUAGE = "language", _("reads {language}")
    BALANCE = "balance", _("keeps the loads even")


class Outcome(models.TextChoices):
    ACCEPTED = "accepted", _("Selected")
    RESERVE = "reserve", _("On the reserve list")
    REJECTED = "rejected", _("Not selected")


# Chips: the tone in which a state is shown.
STATE_TONES = {
    SubmissionState.DRAFT: "",
    SubmissionState.SUBMITTED: "info",
    SubmissionState.WITHDRAWN: "",
    SubmissionState.ACCEPTED: "ok",
    SubmissionState.RESERVE: "wait",
    SubmissionState.REJECTED: "bad",
    SubmissionState.REVISION: "wait",
    SubmissionState.DECLINED: "",
    InterestState.OPEN: "wait",
    InterestState.CONFIRMED: "bad",
    InterestState.DISMISSED: "",
    AssignmentState.ASSIGNED: "",
    AssignmentState.STARTED: "wait",
    AssignmentState.DONE: "ok",
    AssignmentState.RECUSED: "",
}

# Apart from the others: codes such as "declined" mean another thing there.
PRESENTER_TONES = {
    PresenterState.NOT_ASKED: "",
    PresenterState.NO_ADDRESS: "",
    PresenterState.WAITING: "wait",
    PresenterState.GUARDIAN: "wait",
    PresenterState.CONFIRMED: "ok",
    PresenterState.DECLINED: "bad",
}


class Verb(models.TextChoices):
    """What the audit trail says of the call, the committee, the pages and the look of a congress."""

    SUBMISSION_STARTED = "submission_started", _("An experience was begun")
    SUBMISSION_SUBMITTED = "submission_submitted", _("An experience was submitted")
    SUBMISSION_REVISED = "submission_revised", _("A submitted experience was revised")
    SUBMISSION_WITHDRAWN = "submission_withdrawn", _("An experience was withdrawn")
    SUBMISSION_COPIED = "submission_copied", _("A draft was begun as a copy of an earlier experience")
    REVISION_ASKED = "revision_asked", _("An author was asked to revise an experience")
    REVISION_CLOSED = "revision_closed", _("A revision was ended, and the text taken as it stood")
    SUBMISSION_RESUBMITTED = "submission_resubmitted", _("A revised experience was handed in again")
    PRESENTER_CONFIRMED = "presenter_confirmed", _("A co-presenter confirmed that they present")
    PRESENTER_DECLINED = "presenter_declined", _("A co-presenter said that they do not present")
    GUARDIAN_AGREED = "guardian_agreed", _("A guardian agreed that a minor presents")
    GUARDIAN_REFUSED = "guardian_refused", _("A guardian did not agree that a minor presents")
    SUBMISSION_EXCHANGED = "submission_exchanged", _("One experience of a city was exchanged for another")
    CALL_EXTENDED = "call_extended", _("A call was given a later end")
    LATE_CODE_MADE = "late_code_made", _("A late access code was made")
    LATE_CODE_REVOKED = "late_code_revoked", _("A late access code was revoked")
    LATE_CODE_ENTERED = "late_code_entered", _("An author entered a late access code")
    CALL_PARTY_NAMED = "call_party_named", _("An organisation was invited to a call or excluded from it")
    CALL_PARTY_REMOVED = "call_party_removed", _("An organisation is no longer named by a call")
    PUBLICATION_AGREED = "publication_agreed", _("The author agreed that an experience be published")
    PUBLICATION_WITHDRAWN = "publication_withdrawn", _("The author took back that an experience be published")
    ASSIGNMENT_PLAN_ASKED = "assignment_plan_asked", _("A proposal of who reads what was asked for")
    ASSIGNMENT_PLAN_CHANGED = "assignment_plan_changed", _("A proposal of who reads what was changed by hand")
    ASSIGNMENT_PLAN_DISCARDED = "assignment_plan_discarded", _("A proposal of who reads what was thrown away")
    ASSIGNMENTS_SHARED_OUT = "assignments_shared_out", _("The reading was shared out among the committee")
    ASSIGNMENT_MADE = "assignment_made", _("An experience was given to a committee member to read")
    ASSIGNMENT_REMOVED = "assignment_removed", _("An experience was taken back from a committee member")
    INTERESTS_FOUND = "interests_found", _("Conflicts of interest were found")
    INTEREST_DECLARED = "interest_declared", _("A committee member declared a conflict of interest")
    INTEREST_CONFIRMED = "interest_confirmed", _("A conflict of interest was confirmed")
    INTEREST_DISMISSED = "interest_dismissed", _("A conflict of interest was dismissed")
    COMMITTEE_PROFILE_SAVED = "committee_profile_saved", _("A committee member said what they read, and how much")
    COMMITTEE_LOADS_SET = "committee_loads_set", _("It was set how much members of the committee read")
    REVIEW_SAVED = "review_saved", _("A review was saved as a draft")
    REVIEW_SUBMITTED = "review_submitted", _("A review was submitted")
    REVIEW_RECUSED = "review_recused", _("A committee member recused themselves")
    READERS_REMINDED = "readers_reminded", _("Committee members were reminded of their reading")
    DISCUSSION_WRITTEN = "discussion_written", _("A committee member wrote to the others about an experience")
    DISCUSSION_CHANGED = "discussion_changed", _("A committee member changed what they had written to the others")
    REDACTION_SAVED = "redaction_saved", _("The texts that readers of a double-blind round see were written")
    BIDS_SAVED = "bids_saved", _("A committee member said what they would like to read")
    READING_SAVED = "reading_saved", _("It was set what members of the committee are asked")
    ROUND_SAVED = "round_saved", _("A round of reading was added or changed")
    ROUND_REMOVED = "round_removed", _("A round of reading was removed")
    DECISION_TAKEN = "decision_taken", _("A decision was taken")
    DECISION_TAKEN_BACK = "decision_taken_back", _("A decision that was not released was taken back")
    RESERVE_ORDERED = "reserve_ordered", _("The order of the reserve list was changed")
    PLACES_SET = "places_set", _("It was set how many experiences can be selected")
    DECISION_RELEASED = "decision_released", _("A decision was released")
    DECISION_DEFERRED = "decision_deferred", _("An author was told until when a decision is deferred")
    PLACE_CONFIRMED = "place_confirmed", _("An author confirmed the place of an experience")
    PLACE_DECLINED = "place_declined", _("An author declined the place of an experience")
    PLACE_LAPSED = "place_lapsed", _("The place of an experience lapsed")
    PLACE_PASSED_ON = "place_passed_on", _("A place that had become free was offered to the reserve list")
    LOOK_CHANGED = "look_changed", _("The look of the congress was changed")
    CONGRESS_PUBLISHED = "congress_published", _("The congress was published, and its rehearsal dropped")
    CONGRESS_OPENED = "congress_opened", _("The congress opened")
    CONGRESS_FINISHED = "congress_finished", _("The congress was finished")
    CONGRESS_ARCHIVED = "congress_archived", _("The congress was archived")
    CONGRESS_REOPENED = "congress_reopened", _("The congress was opened again")
    OPENINGS_CHANGED = "openings_changed", _("Instants at which something opens or closes were changed")
    PAGE_MADE = "page_made", _("A page was begun")
    PAGE_EDITED = "page_edited", _("The draft of a page was changed")
    PAGE_PUBLISHED = "page_published", _("A page was published")
    PAGE_UNPUBLISHED = "page_unpublished", _("A page was taken off the public pages")
    PAGE_DRAFT_DISCARDED = "page_draft_discarded", _("The draft of a page was thrown away")
    PAGES_ARRANGED = "pages_arranged", _("The pages were put in another order, or in or out of the menu")
    PAGE_REMOVED = "page_removed", _("A page was removed")
    PICTURE_ADDED = "picture_added", _("A picture or file was added for the pages")
    PICTURE_DESCRIBED = "picture_described", _("The description of a picture was changed")
    PICTURE_REMOVED = "picture_removed", _("A picture or file of the pages was removed")
    TEAM_INVITED = "team_invited", _("Somebody was invited to the team")
    TEAM_REMINDED = "team_reminded", _("Somebody was reminded of an invitation to the team")
    TEAM_INVITATION_WITHDRAWN = "team_invitation_withdrawn", _("An invitation to the team was withdrawn")
    TEAM_JOINED = "team_joined", _("Somebody joined the team")
    TEAM_DECLINED = "team_declined", _("Somebody declined an invitation to the team")
    TEAM_ROLE_ENDS = "team_role_ends", _("The end of a role was set")
    TEAM_LEFT = "team_left", _("Somebody left the team")
    PLAN_LAID_OUT = "plan_laid_out", _("The work plan was laid out from a template")
    PLAN_MOVED = "plan_moved", _("The work plan moved with the opening day")
    MILESTONE_ADDED = "milestone_added", _("A milestone was added")
    MILESTONE_CHANGED = "milestone_changed", _("A milestone was changed")
    MILESTONE_STARTED = "milestone_started", _("Work on a milestone was begun")
    MILESTONE_DONE = "milestone_done", _("A milestone was reached")
    MILESTONE_REOPENED = "milestone_reopened", _("A milestone was opened again")
    MILESTONE_DROPPED = "milestone_dropped", _("A milestone was dropped")
    NOTE_WRITTEN = "note_written", _("A note or minutes were written")
    NOTE_CHANGED = "note_changed", _("A note or minutes were corrected")
    NOTE_REMOVED = "note_removed", _("A note or minutes were removed")
    CONGRESS_CREATED = "congress_created", _("The congress was created")
    SETTINGS_CHANGED = "settings_changed", _("The settings of the congress were changed")
    HOST_SAVED = "host_saved", _("A host was added or changed")
    HOST_REMOVED = "host_removed", _("A host was removed")
    CALL_SAVED = "call_saved", _("A call was added or changed")
    AXIS_SAVED = "axis_saved", _("An axis was added or changed")
    AXIS_REMOVED = "axis_removed", _("An axis was removed")
    FORMAT_SAVED = "format_saved", _("A format was added or changed")
    FORMAT_REMOVED = "format_removed", _("A format was removed")
    CRITERION_SAVED = "criterion_saved", _("A criterion was added or changed")
    CRITERION_REMOVED = "criterion_removed", _("A criterion was removed")
