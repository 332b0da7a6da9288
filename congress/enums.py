"""Stable codes of congresses, calls and their committees."""

from django.db import models
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


# What a role may do, in one sentence: what an invitation says, and what the pages keep to.
ROLE_SENTENCES = {
    Role.OWNER: _("Sets up the congress, invites the team, opens and closes everything, and sees all lists."),
    Role.REGISTRATION: _("Sees and changes registrations, approves proofs, and answers people's questions about them."),
    Role.TREASURER: _("Sees orders and payments, books transfers, refunds, and settles what does not agree."),
    Role.PROGRAMME: _("Plans sessions and rooms, places the selected experiences, and publishes the programme."),
    Role.VISITS: _("Plans study visits and their slots, and sees who has booked them."),
    Role.DOOR: _("Scans badges, sets up scanners, and sees how many people have come."),
    Role.DESK: _("Finds people at the desk, corrects their data, prints badges, and scans them."),
    Role.PROTOCOL: _("Reads the work plan; sees no list of people."),
    Role.SAFETY: _("Sees how many people are at which point, and nobody's data."),
    Role.INTERPRETERS: _("Reads the programme and the demand for languages."),
    Role.TRANSLATOR: _("Translates the texts of the congress; publishes nothing."),
    Role.CHAIR: _("Shares out the reading, decides on the experiences, and releases the decisions."),
    Role.DEPUTY: _("Does what the chair does, and decides where the chair's own city is concerned."),
    Role.COMMITTEE: _("Reads and scores the experiences given to them, and no other."),
    Role.GUIDE: _("Sees the slots of the study visits and who has booked them."),
    Role.AUDITOR: _(
        "Reads the work plan, the calls, registrations, study visits, programme, pages, letters, team, accounts and "
        "audit trail, and changes nothing; the settings, the look, translations, the door, publishing and exports "
        "stay closed."
    ),
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


class AssignmentObstacle(models.TextChoices):
    """What makes an assignment impossible; the codes are those of rules/assignment/precheck.py."""

    FEW_MEMBERS = "few_members", _("{wanted} wanted for each experience; {members} can take any.")
    ROOM_SHORT = "room_short", _("{needed} are needed; all members together take {room} at most.")
    LANGUAGE_SHORT = "language_short", _("{experiences} in {language}, read by {readers}; {wanted} wanted for each.")
    LANGUAGE_ROOM = (
        "language_room",
        _("{experiences} in {language}, read by {readers}: {needed} are needed, and they take {room} at most."),
    )
    EXPERIENCE_SHORT = (
        "experience_short",
        _("{experience}: {wanted} wanted; conflicts of interest and loads leave {possible}."),
    )
    GROUP_ROOM = (
        "group_room",
        _("{experiences} ({named}) can be read by {readers} only: {needed} are needed, and they take {room} at most."),
    )
    MINIMUM_HIGH = (
        "minimum_high",
        _("The minimum loads of the members add up to {least}; there are {needed} to be given out."),
    )
    MEMBER_MINIMUM = "member_minimum", _("{member} is to have {least} at least, and may be given {possible}.")
    GROUP_MINIMUM = (
        "group_minimum",
        _("{members} ({named}) are to have {least} at least, and what they may read has room for {room}."),
    )


class ArrayFault(models.TextChoices):
    """Why arrays are no assignment; the codes are those of rules/assignment/problem.py."""

    AFFINITY_SHAPE = "affinity_shape", _("The affinity has to be members × experiences; this one is {shape}.")
    OTHER_SHAPE = "other_shape", _("{name} has to be {wanted}; it is {shape}.")
    NOT_NUMBERS = "not_numbers", _("{name} has to hold numbers.")
    NOT_FINITE = "not_finite", _("{name} holds something that is no finite number (NaN or infinite).")
    NOT_WHOLE = "not_whole", _("{name} has to hold whole numbers from 0 to 1,000,000.")
    LOADS_CROSSED = (
        "loads_crossed",
        _("The minimum load of member {member} is {least}, which is above the maximum, {most}."),
    )
    FIXED_TOO_MANY = "fixed_too_many", _("Member {member} has {fixed} fixed already; the maximum is {most}.")
    FIXED_IN_CONFLICT = (
        "fixed_in_conflict",
        _("Member {member} and experience {experience} are fixed and in conflict at once."),
    )


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


class PageFault(models.TextChoices):
    """Why a page cannot be saved or published; the codes are those of rules/page_faults.py."""

    TITLE_MISSING = "title_missing", _("Please give the page a title in this language.")
    TITLE_TOO_LONG = "title_too_long", _("The title is too long: at most {limit} characters.")
    TOO_MANY_BLOCKS = "too_many_blocks", _("A page holds at most {limit} blocks. Please use a second page.")
    BLOCK_TOO_LONG = "block_too_long", _("This text is too long to be kept: {length} characters of {limit}.")
    LIST_TOO_LONG = "list_too_long", _("A list holds at most {limit} items.")
    TABLE_TOO_LARGE = "table_too_large", _("A table holds at most {rows} rows and {columns} columns.")
    PICTURE_MISSING = "picture_missing", _("Please choose a picture, or remove this block.")
    ALT_MISSING = "alt_missing", _("Please say what the picture shows, or mark it as decoration.")
    FILE_MISSING = "file_missing", _("Please choose a file, or remove this block.")
    LABEL_MISSING = "label_missing", _("Please say what the file is.")
    PLACE_MISSING = "place_missing", _("Please give the name of the place.")
    MAP_LINK = "map_link", _("Give a position such as 41.6079, 2.2876, or an address of openstreetmap.org.")
    DAY_MISSING = "day_missing", _("Please give the day of this item.")
    NEWS_TITLE_MISSING = "news_title_missing", _("Please give this item a title.")
    SPONSOR_MISSING = "sponsor_missing", _("Please give the name of the sponsor.")
    BAD_LINK = (
        "bad_link",
        _("A link here leads nowhere: it has to begin with https:// or mailto:, or with / for this site."),
    )
    PLACEHOLDER_EMPTY = (
        "placeholder_empty",
        _("A placeholder here has nothing to say yet: the controllers, contacts or reply address are not set."),
    )


class SettingsFault(models.TextChoices):
    """Why the settings of a congress cannot be kept; the codes are those of rules/settings.py."""

    NAME_MISSING = "name_missing", _("Please give the congress a name in one language at least.")
    TEXT_TOO_LONG = "text_too_long", _("This text is too long to be kept. Please shorten it.")
    NO_LANGUAGE = "no_language", _("Please choose one language at least.")
    UNKNOWN_LANGUAGE = "unknown_language", _("There is no such language.")
    ENDS_BEFORE_START = "ends_before_start", _("The last day lies before the first.")
    TOO_LONG = "too_long", _("That is more than a month. Please check the year and the month of both days.")
    IN_THE_PAST = (
        "in_the_past",
        _("These days are over already. Please correct them, or tick below that the congress has taken place."),
    )
    UNKNOWN_ZONE = "unknown_zone", _("There is no such time zone. Please choose one from the list.")
    UNKNOWN_PART = "unknown_part", _("There is no such part.")
    SLUG_MALFORMED = "slug_malformed", _("Small letters a–z, figures and single hyphens between them, at most 60.")
    SLUG_RESERVED = (
        "slug_reserved",
        _("This word is reserved: other pages of this site have it in their address. Please choose another one."),
    )
    SLUG_FIXED = "slug_fixed", _("The address stays as it is once the congress is published: people have links to it.")


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


class Verb(models.TextChoices):
    """What the audit trail says of the call, the committee, the pages and the look of a congress."""

    SUBMISSION_STARTED = "submission_started", _("An experience was begun")
    SUBMISSION_SUBMITTED = "submission_submitted", _("An experience was submitted")
    SUBMISSION_REVISED = "submission_revised", _("A submitted experience was revised")
    SUBMISSION_WITHDRAWN = "submission_withdrawn", _("An experience was withdrawn")
    PUBLICATION_AGREED = "publication_agreed", _("The author agreed that an experience be published")
    PUBLICATION_WITHDRAWN = "publication_withdrawn", _("The author took back that an experience be published")
    ASSIGNMENT_PLAN_ASKED = "assignment_plan_asked", _("A proposal of who reads what was asked for")
    ASSIGNMENT_PLAN_CHANGED = "assignment_plan_changed", _("A proposal of who reads what was changed by hand")
    ASSIGNMENT_PLAN_DISCARDED = "assignment_plan_discarded", _("A proposal of who reads what was thrown away")
    ASSIGNMENTS_SHARED_OUT = "assignments_shared_out", _("The reading was shared out among the committee")
    ASSIGNMENT_MADE = "assignment_made", _("An experience was given to a committee member to read")
    ASSIGNMENT_REMOVED = "assignment_removed", _("An experience was taken back from a committee member")
    REVIEW_SAVED = "review_saved", _("A review was saved as a draft")
    REVIEW_SUBMITTED = "review_submitted", _("A review was submitted")
    REVIEW_RECUSED = "review_recused", _("A committee member recused themselves")
    DECISION_TAKEN = "decision_taken", _("A decision was taken")
    DECISION_RELEASED = "decision_released", _("A decision was released")
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
