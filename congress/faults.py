"""What is said when rules refuse: one sentence for each code that congress/rules gives back."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
    MASK_VALUES = (
        "mask_values",
        _("The mask holds −1 for a conflict and 0 for none; member {member} and experience {experience} have neither."),
    )
    COVERAGE_NONE = "coverage_none", _("The coverage has to be 1 at least.")
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
    GUARDIAN_MISSING = (
        "guardian_missing",
        _("Please give the name and e-mail address of a guardian for every co-presenter who is a minor."),
    )
    GUARDIAN_SAME_ADDRESS = (
        "guardian_same_address",
        _("The guardian of a minor needs an e-mail address of their own: they are asked for their consent."),
    )


class ReviewFault(models.TextChoices):
    """Why a review cannot be kept or handed in; the codes are those of rules/scoring.py."""

    SCORE_MISSING = "score_missing", _("Please give a score for this criterion.")
    SCORE_OUT_OF_SCALE = "score_out_of_scale", _("Scores are whole numbers from 1 to 5.")
    UNKNOWN_CRITERION = "unknown_criterion", _("This call has no such criterion.")
    UNKNOWN_FORMAT = "unknown_format", _("This call has no such format.")
    CONFIDENCE_MISSING = "confidence_missing", _("Please say how sure you are.")
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
