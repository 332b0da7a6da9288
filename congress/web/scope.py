"""From an address to a congress: the public's view, and the team's."""

from django.http import Http404, HttpRequest

from common import clock
from congress.models import Congress
from congress.permissions import check_writable, has_role, roles_of
from congress.rules.parts import part_of


def _congress(slug: str) -> Congress:
    congress = Congress.objects.select_related("host", "logo", "header_image").filter(slug=slug).first()
    if congress is None:
        raise Http404
    return congress


def public_congress(request: HttpRequest, slug: str, *, archived_too: bool = False) -> Congress:
    """The congress of an address if it is open to the public, or if the visitor works on it; else 404.

    With `archived_too` the page may be sent while the congress is archived: its action knows what is still possible.
    """
    congress = _congress(slug)
    if not congress.is_open_to_public(clock.now()) and not roles_of(request.user, congress):
        raise Http404
    return _entered(request, congress, archived_too=archived_too)


def team_congress(request: HttpRequest, slug: str, *roles: str, archived_too: bool = False) -> Congress:
    """The congress of an address if the visitor holds one of the roles; else 404, as for what does not exist.

    With `archived_too` the page may write while the congress is archived: it is the one that ends that.
    """
    congress = _congress(slug)
    if not has_role(request.user, congress, *roles):
        raise Http404
    return _entered(request, congress, archived_too=archived_too)


def _entered(request: HttpRequest, congress: Congress, *, archived_too: bool = False) -> Congress:
    part = _part(request)
    if part and not congress.uses(part):
        raise Http404  # what a congress does without is nowhere
    request.congress = congress  # type: ignore[attr-defined]
    request.may_write_archive = archived_too  # type: ignore[attr-defined]
    if not archived_too:
        check_writable(request, congress)
    return congress


def _part(request: HttpRequest) -> str:
    """The part of a congress that the page belongs to, by its address; "" for one that belongs to all."""
    route = request.resolver_match.route if request.resolver_match else ""
    return part_of(route.partition("<slug:congress>/")[2].split("/"))
