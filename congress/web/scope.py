"""From an address to a congress: the public's view, and the team's."""

from django.http import Http404, HttpRequest

from congress.models import Congress
from congress.permissions import has_role, roles_of


def _congress(slug: str) -> Congress:
    congress = Congress.objects.select_related("host", "logo", "header_image").filter(slug=slug).first()
    if congress is None:
        raise Http404
    return congress


def public_congress(request: HttpRequest, slug: str) -> Congress:
    """The congress of an address if it is public, or if the visitor works on it; else 404."""
    congress = _congress(slug)
    if not congress.is_public and not roles_of(request.user, congress):
        raise Http404
    request.congress = congress  # type: ignore[attr-defined]
    return congress


def team_congress(request: HttpRequest, slug: str, *roles: str) -> Congress:
    """The congress of an address if the visitor holds one of the roles; else 404, as for what does not exist."""
    congress = _congress(slug)
    if not has_role(request.user, congress, *roles):
        raise Http404
    request.congress = congress  # type: ignore[attr-defined]
    return congress
