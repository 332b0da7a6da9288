"""How the audit trail reads: what happened, to what, and the values before and after, in words.

Each room names its own verbs (`Verb` in its enums, `VERBS` in payments/web/labels.py); here they come together.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import enums as accounts
from congress import enums as congress
from network import enums as network
from payments.web import labels as payments
from portal import enums as portal
from portal.web.letter_catalogue import LETTERS
from portal.web.trail_fields import FIELDS
from programme import enums as programme
from questions import enums as questions
from registration import enums as registration
from visits import enums as visits

_ROOMS = (accounts, network, questions, congress, registration, visits, programme, portal)
VERBS: dict[str, Any] = {str(verb): verb.label for room in _ROOMS for verb in room.Verb} | payments.VERBS

SUBJECTS = {
    "addon": _("Extra"),
    "apitoken": _("Personal token"),
    "assignment": _("Reading"),
    "axis": _("Axis"),
    "badge_key": _("Key of the badges"),
    "book": _("Book"),
    "booking": _("Booking"),
    "certificate": _("Certificate"),
    "call": _("Call"),
    "category": _("Category"),
    "cluster": _("Cluster"),
    "clusterseat": _("Seat in a cluster"),
    "congress": _("Congress"),
    "criterion": _("Criterion"),
    "data_keys": _("Keys of the data"),
    "delegation": _("Delegation"),
    "departure": _("Slot"),
    "device": _("Device"),
    "device_code": _("Code for a device"),
    "dues": _("Dues"),
    "format": _("Format"),
    "host": _("Host"),
    "invitation": _("Invitation to the team"),
    "issuer": _("Legal entity"),
    "liaison": _("Liaison"),
    "membership": _("Membership"),
    "milestone": _("Milestone"),
    "networkrole": _("Role in the network"),
    "note": _("Note"),
    "order": _("Order"),
    "organisation": _("City or organisation"),
    "page": _("Page"),
    "paymentexception": _("Payment to look at"),
    "person": _("Person"),
    "picture": _("Picture or file"),
    "point": _("Control point"),
    "publication": _("Version of the programme"),
    "question": _("Question of a form"),
    "registration": _("Registration"),
    "room": _("Room"),
    "round": _("Round of reading"),
    "session": _("Session"),
    "studyvisit": _("Study visit"),
    "submission": _("Experience"),
    "teammember": _("Member of the team"),
    "terms": _("Terms of registration"),
    "territorialnetwork": _("Territorial network"),
    "user": _("Sign-in"),
}

MONEY = frozenset({"amount", "charged", "received", "refunded"})
LANGUAGES = frozenset({"badge_languages", "into", "language", "languages"})
# What a code names, by the field it stands in.
NOUNS = {
    "add_ons": "add_on",
    "categories": "category",
    "category": "category",
    "city": "city",
    "departure": "departure",
    "experience": "experience",
    "from": "congress",
    "issuer": "issuer",
    "member": "member",
    "menu": "page",
    "order": "page",
    "organisation": "city",
    "owner": "user",
    "point": "point",
    "points": "point",
    "room": "room",
    "user": "user",
}

# What an entry is of, where it has a name: the noun, and whether its number or its code says which it is.
NAMED = {
    "addon": ("add_on", "code"),
    "axis": ("axis", "code"),
    "book": ("book", "code"),
    "call": ("call", "code"),
    "category": ("category", "code"),
    "congress": ("congress", "code"),
    "criterion": ("criterion", "number"),
    "departure": ("departure", "code"),
    "device": ("device", "number"),
    "format": ("format", "number"),
    "host": ("host", "number"),
    "issuer": ("issuer", "code"),
    "milestone": ("milestone", "code"),
    "note": ("note", "number"),
    "page": ("page", "code"),
    "picture": ("picture", "code"),
    "point": ("point", "code"),
    "publication": ("publication", "number"),
    "question": ("question", "number"),
    "room": ("room", "code"),
    "round": ("round", "number"),
    "session": ("session", "code"),
    "studyvisit": ("visit", "code"),
}
# Their codes are what people know them by: they stand on letters, papers and pages.
KNOWN_BY_CODE = frozenset(
    {"assignment", "badge_key", "booking", "certificate", "delegation", "order", "registration", "submission"}
)

_ORDER_STATES = {str(state): label for state, (label, _tone) in payments.STATES.items()}
_EXCEPTIONS = {str(kind): label for kind, (label, _text) in payments.EXCEPTIONS.items()}
_REFUND_REASONS = {
    "cancelled": _("The order had been cancelled"),
    "elsewhere": _("Refunded at Stripe"),
    "place_gone": _("No place was left"),
}
_ONCE = {"ever": _("Once"), "day": _("Once a day"), "no": _("Any number of times")}
_SHOWS = {"name": _("Name"), "city": _("City"), "category": _("Category")}
_TYPES = {
    "application/pdf": "PDF",
    "image/jpeg": _("Picture (JPEG)"),
    "image/png": _("Picture (PNG)"),
}
_OF_KIND: dict[tuple[str, str], dict[str, Any]] = {
    ("assignment", "state"): dict(congress.AssignmentState.choices),
    ("booking", "state"): dict(visits.BookingState.choices),
    ("call", "kind"): dict(congress.PartyKind.choices),
    ("congress", "changed"): FIELDS,
    ("congress", "kind"): dict(congress.CongressKind.choices),
    ("congress", "state"): dict(congress.CongressState.choices),
    ("congress", "template"): dict(congress.CongressKind.choices),
    ("clusterseat", "kind"): dict(network.SeatKind.choices),
    ("departure", "state"): dict(visits.DepartureState.choices),
    ("dues", "state"): dict(network.DuesState.choices),
    ("host", "kind"): dict(congress.HostKind.choices),
    ("milestone", "state"): dict(congress.MilestoneState.choices),
    ("networkrole", "role"): dict(accounts.NetworkRoleKind.choices),
    ("order", "reason"): _REFUND_REASONS,
    ("order", "state"): _ORDER_STATES,
    ("organisation", "kind"): dict(network.OrganisationKind.choices),
    ("paymentexception", "kind"): _EXCEPTIONS,
    ("picture", "type"): _TYPES,
    ("question", "kind"): dict(questions.QuestionKind.choices),
    ("registration", "state"): dict(registration.State.choices),
    ("submission", "state"): dict(congress.SubmissionState.choices),
}
_OF_FIELD: dict[str, dict[str, Any]] = {
    "judged": dict(registration.Outcome.choices),
    "letter": {code: name for code, (name, _when) in LETTERS.items()},
    "blindness": dict(congress.Blindness.choices),
    "once": _ONCE,
    "outcome": dict(congress.Outcome.choices),
    "parts": dict(congress.Part.choices),
    "role": dict(congress.Role.choices),
    "scopes": dict(accounts.Scope.choices),
    "shows": _SHOWS,
    "standing": dict(network.Standing.choices),
}


def verb(code: str) -> str:
    return str(VERBS.get(code, code))


def subject(kind: str) -> str:
    return str(SUBJECTS.get(kind, kind))


CALL = "call "  # what opens is named "call experiences": the field of one call among several


def field(name: str, found: Mapping[tuple[str, str], str] | None = None) -> str:
    """The words of a field; `found` names what its code is of, where it has one."""
    if name.startswith(CALL):
        code = name.removeprefix(CALL)
        return _("Call: %(title)s") % {"title": (found or {}).get(("call", code), code)}
    return str(FIELDS.get(name, name))


def codes(kind: str, name: str) -> dict[str, Any]:
    """{code: words} of the values of a field, {} where they are no codes of ours."""
    return _OF_KIND.get((kind, name)) or _OF_FIELD.get(name) or {}
