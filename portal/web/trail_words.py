"""How the audit trail reads: what happened, to what, and the values before and after, in words.

Each room names its own verbs (`Verb` in its enums, `VERBS` in payments/web/labels.py); here they come together.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import enums as accounts
from congress import enums as congress
from network import enums as network
from payments.web import labels as payments
from portal import enums as portal
from programme import enums as programme
from registration import enums as registration
from visits import enums as visits

_ROOMS = (accounts, network, congress, registration, visits, programme, portal)
VERBS: dict[str, Any] = {str(verb): verb.label for room in _ROOMS for verb in room.Verb} | payments.VERBS

SUBJECTS = {
    "addon": _("Extra"),
    "apitoken": _("Personal token"),
    "assignment": _("Reading"),
    "axis": _("Axis"),
    "badge_key": _("Key of the badges"),
    "book": _("Book"),
    "booking": _("Booking"),
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
    "registration": _("Registration"),
    "room": _("Room"),
    "session": _("Session"),
    "studyvisit": _("Study visit"),
    "submission": _("Experience"),
    "teammember": _("Member of the team"),
    "terms": _("Terms of registration"),
    "territorialnetwork": _("Territorial network"),
    "user": _("Sign-in"),
}

FIELDS = {
    "accent": _("Accent colour"),
    "add_ons": _("Extras"),
    "added": _("Sessions added"),
    "amount": _("Amount"),
    "attempt": _("Payment attempt"),
    "announcement": _("Announcement"),
    "badge_languages": _("Languages on the badge"),
    "badge_name": _("Name on the badge"),
    "body": _("Text"),
    "bookings": _("Bookings ended"),
    "bytes": _("Size in bytes"),
    "cancelled": _("Cancelled"),
    "capacity": _("People at most"),
    "categories": _("Categories"),
    "category": _("Category"),
    "certificates": _("Certificates"),
    "changed": _("Changed"),
    "charged": _("Charged"),
    "city": _("City"),
    "cluster": _("Cluster"),
    "clashes": _("Two things at once"),
    "closes_at": _("Closes"),
    "country": _("Country"),
    "currency": _("Currency"),
    "days": _("Days"),
    "days_before": _("Days before the opening"),
    "delegation": _("Delegation"),
    "departure": _("Slot"),
    "due_on": _("Due"),
    "email": _("E-mail address"),
    "ends_at": _("End"),
    "ends_on": _("Last day"),
    "entitled": _("Only who has booked"),
    "experience": _("Experience"),
    "expires_at": _("To be paid by"),
    "fees": _("Fees"),
    "from": _("Taken from"),
    "has_iban": _("Bank account"),
    "is_active": _("Active"),
    "is_controller": _("Responsible for personal data"),
    "is_live": _("Real payments"),
    "is_published": _("Shown to visitors"),
    "issuer": _("Legal entity"),
    "into": _("Into the language"),
    "judged": _("Answer of the scanner"),
    "key_id": _("Number of the key"),
    "kind": _("Kind"),
    "language": _("Language of letters"),
    "languages": _("Languages"),
    "letter": _("Letter"),
    "member": _("Committee member"),
    "menu": _("In the menu"),
    "milestones": _("Milestones"),
    "minutes": _("Minutes"),
    "missing": _("Readers missing"),
    "most": _("Members at most"),
    "name": _("Name"),
    "older_links": _("Links of an older key"),
    "once": _("How often a badge is admitted"),
    "opens_at": _("Opens"),
    "order": _("Order of the pages"),
    "orders_kept_by_law": _("Orders kept by law"),
    "organisation": _("City or organisation"),
    "outcome": _("Decision"),
    "owner": _("Responsible"),
    "pairs": _("Readings"),
    "parts": _("Parts"),
    "people": _("With people"),
    "periods": _("Periods"),
    "places": _("Places"),
    "point": _("Control point"),
    "points": _("Control points"),
    "position": _("Function"),
    "primary": _("Main colour"),
    "public": _("Public key"),
    "ready": _("Ready to be published"),
    "reason": _("Reason"),
    "received": _("Received"),
    "refund": _("Refund"),
    "refunded": _("Refunded"),
    "registration": _("Registration"),
    "registrations": _("Registrations"),
    "reissued_links": _("Links made anew"),
    "role": _("Role"),
    "room": _("Room"),
    "rows": _("Rows"),
    "rules": _("Rules"),
    "scan": _("Scan"),
    "scopes": _("Rights"),
    "serial": _("Number of the badge"),
    "shows": _("Devices show"),
    "slug": _("Address"),
    "standing": _("Dues"),
    "starts_at": _("Start"),
    "starts_on": _("First day"),
    "state": _("State"),
    "template": _("Template"),
    "territorial_network": _("Territorial network"),
    "timezone": _("Time zone"),
    "title": _("Title"),
    "type": _("Type"),
    "texts": _("Texts"),
    "user": _("Sign-in"),
    "version": _("Version"),
    "weight": _("Weight"),
    "year": _("Year"),
    "zone": _("Time zone"),
    "delegations": _("Delegations"),
    "devices": _("Scanners"),
    "entries_of_trail": _("Lines of the trail"),
    "experiences": _("Experiences"),
    "files": _("Files"),
    "letters": _("Letters"),
    "orders": _("Orders"),
    "published_sessions": _("Published sessions"),
    "reviews": _("Reviews"),
    "scans": _("Scans"),
    "commitments": _("Commitments"),
    "feeds": _("Calendar addresses"),
    "assignments": _("Readings given out"),
    "decisions": _("Decisions"),
    "submissions": _("Experiences"),
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
    "member": "member",
    "organisation": "city",
    "owner": "user",
    "point": "point",
    "points": "point",
    "room": "room",
    "user": "user",
}

_ORDER_STATES = {str(state): label for state, (label, _tone) in payments.STATES.items()}
_EXCEPTIONS = {str(kind): label for kind, (label, _text) in payments.EXCEPTIONS.items()}
_REFUND_REASONS = {
    "cancelled": _("The order had been cancelled"),
    "elsewhere": _("Refunded at Stripe"),
    "place_gone": _("No place was left"),
}
_ONCE = {"ever": _("Once"), "day": _("Once a day"), "no": _("Any number of times")}
_SHOWS = {"name": _("Name"), "city": _("City"), "category": _("Category")}
_OF_KIND: dict[tuple[str, str], dict[str, Any]] = {
    ("assignment", "state"): dict(congress.AssignmentState.choices),
    ("booking", "state"): dict(visits.BookingState.choices),
    ("congress", "kind"): dict(congress.CongressKind.choices),
    ("congress", "state"): dict(congress.CongressState.choices),
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
    ("registration", "state"): dict(registration.State.choices),
    ("submission", "state"): dict(congress.SubmissionState.choices),
}
_OF_FIELD: dict[str, dict[str, Any]] = {
    "judged": dict(registration.Outcome.choices),
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


def field(name: str) -> str:
    return str(FIELDS.get(name, name))


def codes(kind: str, name: str) -> dict[str, Any]:
    """{code: words} of the values of a field, {} where they are no codes of ours."""
    return _OF_KIND.get((kind, name)) or _OF_FIELD.get(name) or {}
