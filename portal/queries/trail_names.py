"""What the codes and numbers in the audit trail name, as things are called today: one query a noun."""

from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext as _

from common import formats
from common.actors import names_of
from common.fields import pick
from congress.models import (
    Axis,
    Call,
    CommitteeMember,
    Congress,
    Criterion,
    Format,
    Host,
    Milestone,
    Note,
    Page,
    Picture,
    Round,
)
from congress.queries.pages import working
from network.models import Organisation
from payments.models import Book, Issuer
from programme.models import Publication, Room, Session
from questions.models import Question
from registration.models import AddOn, Category, Device, Point
from visits.models import Departure, StudyVisit

Codes = Collection[Any]
Names = Callable[[Congress, Codes], dict[str, str]]


def _translated(model: Any, field: str = "name", of: str = "congress", by: str = "code") -> Names:
    """Texts of a congress's own rows by their codes, or by their numbers."""

    def names(event: Congress, codes: Codes) -> dict[str, str]:
        wanted = _numbers(codes) if by == "pk" else codes
        rows = model.objects.filter(**{of: event, f"{by}__in": wanted}).values_list(by, field)
        return {str(code): pick(text) for code, text in rows}

    return names


def _plain(model: Any, field: str, by: str, of: str = "") -> Names:
    """The same of what has one name in all languages."""

    def names(event: Congress, codes: Codes) -> dict[str, str]:
        wanted = _numbers(codes) if by == "pk" else codes
        bound = {of: event} if of else {}
        rows = model.objects.filter(**bound, **{f"{by}__in": wanted}).values_list(by, field)
        return {str(code): str(text) for code, text in rows}

    return names


def _numbers(codes: Codes) -> list[int]:
    return [int(code) for code in codes if code.isdecimal()]


def _departures(event: Congress, codes: Codes) -> dict[str, str]:
    rows = Departure.objects.filter(visit__congress=event, code__in=codes)
    found = rows.values_list("code", "visit__title", "starts_at")
    return {code: f"{pick(title)}, {formats.instant(at, event.zone)}" for code, title, at in found}


def _cities(event: Congress, codes: Codes) -> dict[str, str]:
    return {slug: pick(name) for slug, name in Organisation.objects.filter(slug__in=codes).values_list("slug", "name")}


def _books(event: Congress, codes: Codes) -> dict[str, str]:
    return {code: pick(name) for code, name in Book.objects.filter(code__in=codes).values_list("code", "name")}


def _congresses(event: Congress, codes: Codes) -> dict[str, str]:
    return {slug: pick(name) for slug, name in Congress.objects.filter(slug__in=codes).values_list("slug", "name")}


def _members(event: Congress, codes: Codes) -> dict[str, str]:
    rows = CommitteeMember.objects.filter(congress=event, pk__in=_numbers(codes))
    return {str(row.pk): row.user.person.full_name for row in rows.select_related("user__person")}


def _notes(event: Congress, codes: Codes) -> dict[str, str]:
    rows = Note.objects.filter(congress=event, pk__in=_numbers(codes)).select_related("milestone")
    return {str(row.pk): row.title or (pick(row.milestone.title) if row.milestone else "") for row in rows}


def _pages(event: Congress, codes: Codes) -> dict[str, str]:
    return {row.slug: pick(working(row).title) for row in Page.objects.filter(congress=event, slug__in=codes)}


def _publications(event: Congress, codes: Codes) -> dict[str, str]:
    rows = Publication.objects.filter(congress=event, pk__in=_numbers(codes)).values_list("pk", "number", "name")
    return {str(pk): name or _("No. %(number)s") % {"number": number} for pk, number, name in rows}


def _questions(event: Congress, codes: Codes) -> dict[str, str]:
    """Whatever form of the congress they stand in."""
    forms = Call.objects.filter(congress=event).values("form")
    rows = Question.objects.filter(form__in=forms, pk__in=_numbers(codes)).values_list("pk", "label")
    return {str(pk): pick(label) for pk, label in rows}


def _users(event: Congress, codes: Codes) -> dict[str, str]:
    return {ident: name for (_kind, ident), name in names_of(("user", code) for code in codes).items()}


NAMES: dict[str, Names] = {
    "add_on": _translated(AddOn),
    "axis": _translated(Axis),
    "book": _books,
    "call": _translated(Call, "title"),
    "category": _translated(Category),
    "city": _cities,
    "congress": _congresses,
    "criterion": _translated(Criterion, of="call__congress", by="pk"),
    "departure": _departures,
    "device": _plain(Device, "name", "pk", of="congress"),
    "format": _translated(Format, of="call__congress", by="pk"),
    "host": _plain(Host, "legal_name", "pk", of="congress"),
    "issuer": _plain(Issuer, "legal_name", "code"),
    "member": _members,
    "milestone": _translated(Milestone, "title"),
    "note": _notes,
    "page": _pages,
    "picture": _plain(Picture, "file__original_name", "name", of="congress"),
    "point": _translated(Point),
    "publication": _publications,
    "question": _questions,
    "room": _translated(Room),
    "round": _translated(Round, of="call__congress", by="pk"),
    "session": _translated(Session, "title"),
    "user": _users,
    "visit": _translated(StudyVisit, "title"),
}
