"""Who may do what with registrations: organisers by role, people by a sign-in or by the letter's link."""

from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest

from accounts.models import Person
from common.actors import Actor
from congress.enums import Role
from congress.permissions import has_role
from registration.models import Delegation, Registration, Terms

READ = (Role.OWNER, Role.REGISTRATION, Role.DESK, Role.AUDITOR)
WRITE = (Role.OWNER, Role.REGISTRATION)
DOOR = (Role.OWNER, Role.DOOR, Role.DESK, Role.SAFETY)  # read the board
DEVICES = (Role.OWNER, Role.DOOR, Role.DESK)  # set up and withdraw devices
POINTS = (Role.OWNER,)  # change what points let pass


class BookBackend:
    """Answers user.has_perm("payments.…", book): payments knows books, the terms of a congress bind it to one."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        return None

    def get_user(self, user_id: Any) -> None:
        return None

    def has_perm(self, user: Any, perm: str, obj: Any = None) -> bool:
        if obj is None or not perm.startswith("payments.") or obj._meta.label != "payments.Book":
            return False
        terms = Terms.objects.select_related("congress").filter(Q(book=obj) | Q(rehearsal_book=obj))
        wanted = (Role.OWNER, Role.TREASURER) + ((Role.AUDITOR,) if perm == "payments.view_book" else ())
        return any(has_role(user, row.congress, *wanted) for row in terms)


HELD = "held_registrations"  # {code: [version, whether the letter's link was followed]}
HEADED = "headed_delegations"


def remember(request: HttpRequest, row: Registration, *, proven: bool) -> None:
    """Keeps the right to a registration in the session; a proven right is not lowered by a claimed one."""
    held = dict(request.session.get(HELD, {}))
    before = held.get(row.code, [0, False])
    held[row.code] = [row.access_version, proven or (before[0] == row.access_version and before[1])]
    request.session[HELD] = held


def held_by_link(request: HttpRequest) -> Q:
    """Registrations that the visitor's session opens. A right of an older version neither lists nor authorises."""
    mine = Q(pk__in=[])
    for code, (version, _proven) in request.session.get(HELD, {}).items():
        mine |= Q(code=code, access_version=version)
    return mine


def holding(request: HttpRequest) -> Q:
    """Registrations that the visitor holds: those that `held` opens, by the session or by a sign-in as `is_owner`."""
    mine = held_by_link(request)
    if request.user.is_authenticated:
        mine |= Q(person__in=_people_of(request.user))
    return mine


def _people_of(user: Any) -> list[int]:
    """The user's own person and whoever else has the user's mailbox; read first, so that both use their index."""
    people = Person.objects.alias(mailbox=Lower("email")).filter(mailbox=user.email.lower()).exclude(email="")
    return [user.person_id, *people.values_list("pk", flat=True)]


def held(request: HttpRequest, code: str, *, proven: bool = False) -> Registration:
    """The registration if this visitor holds it; else 404. `proven` asks for the letter's link or a sign-in."""
    rows = Registration.objects.select_related("congress", "category", "person", "organisation", "order", "delegation")
    row = rows.filter(code=code).first()
    if row is None:
        raise Http404
    if is_owner(request, row):
        return row
    version, was_proven = request.session.get(HELD, {}).get(code, [0, False])
    if version != row.access_version or (proven and not was_proven):
        raise Http404
    return row


def is_proven(request: HttpRequest, row: Registration) -> bool:
    """Whether the visitor has shown that the address is theirs, and so may read private details back."""
    version, was_proven = request.session.get(HELD, {}).get(row.code, [0, False])
    return is_owner(request, row) or (version == row.access_version and was_proven)


def is_owner(request: HttpRequest, row: Registration) -> bool:
    """The person themselves, or whoever has signed in with the mailbox that the letters go to."""
    if not request.user.is_authenticated:
        return False
    return request.user.person_id == row.person_id or _same_mailbox(request.user.email, row.person.email)


def _same_mailbox(one: str, other: str) -> bool:
    return bool(one) and one.casefold() == other.casefold()


def headed(request: HttpRequest, code: str) -> Delegation:
    """The delegation if this visitor is its head; else 404."""
    row = Delegation.objects.select_related("congress", "organisation", "head", "order").filter(code=code).first()
    if row is None:
        raise Http404
    user = request.user
    if user.is_authenticated and (user.person_id == row.head_id or _same_mailbox(user.email, row.head.email)):
        return row
    if code not in request.session.get(HEADED, []):
        raise Http404
    return row


def actor(request: HttpRequest, row: Registration | Delegation) -> Actor:
    if request.user.is_authenticated:
        return request.user.as_actor()
    return Actor("holder", row.code, f"holder of {row.code}")
