"""The frame of every page: masthead and menu of a congress, brand stylesheet, account menu, footer."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.permissions import is_secretariat
from common import clock, formats
from common.fields import pick
from congress.models import Congress
from congress.permissions import roles_of
from portal.web.brand import picture_url, stylesheet_url
from registration.models import Terms

Link = dict[str, Any]


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context of the page's frame; richer where a view has set `request.congress`."""
    lang = get_language() or "en"
    context: dict[str, Any] = {
        "home_url": f"/{lang}/",
        "sign_in_url": f"{reverse('accounts-sign-in')}?next={request.path}",
        "sign_out_url": reverse("accounts-sign-out"),
        "accessibility_url": reverse("portal-accessibility"),
        "privacy_url": reverse("portal-privacy"),
        "account_label": _account_label(request),
        "account_links": _account_links(request, lang),
    }
    congress = getattr(request, "congress", None) or _of_book(request)
    if isinstance(congress, Congress):
        context.update(_of_congress(request, congress, lang))
    return context


def _of_book(request: HttpRequest) -> Congress | None:
    """The congress whose money a payments page is about: payments knows books only."""
    match = request.resolver_match
    if match is None or not (match.url_name or "").startswith("payments-"):
        return None
    terms = Terms.objects.select_related("congress__logo", "congress__header_image")
    if "book" in match.kwargs:
        row = terms.filter(book__code=match.kwargs["book"]).first()
    elif "code" in match.kwargs:
        row = terms.filter(book__orders__code=match.kwargs["code"]).first()
    else:
        row = None
    return row.congress if row else None


def _account_label(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    return user.person.full_name or user.email


def _account_links(request: HttpRequest, lang: str) -> list[Link]:
    user = getattr(request, "user", None)
    links = [{"label": _("What is left to do"), "url": f"/{lang}/me/"}]
    if user is not None and user.is_authenticated:
        links.append({"label": _("Name and language"), "url": reverse("accounts-profile")})
        links.append({"label": _("Signing in and security"), "url": reverse("accounts-security")})
        if is_secretariat(user, clock.now().date()):
            links.append({"label": _("Cities of the network"), "url": reverse("network-cities")})
    return links


def _of_congress(request: HttpRequest, congress: Congress, lang: str) -> dict[str, Any]:
    city = pick(congress.venue)
    return {
        "congress": congress,
        "masthead": {
            "name": pick(congress.name),
            "url": reverse("portal-congress", args=[congress.slug]),
            "theme": pick(congress.theme),
            "dates": formats.days(congress.starts_on, congress.ends_on),
            "place": city,
        },
        "nav": _nav(request, congress),
        "brand_css_url": stylesheet_url(congress),
        "logo_url": picture_url(congress, "logo"),
        "header_image_url": picture_url(congress, "header"),
    }


def _nav(request: HttpRequest, congress: Congress) -> list[Link]:
    """Public sections in one order for everybody; the team's rooms behind them."""
    roles = roles_of(request.user, congress)
    entries = [
        (_("Home"), "portal-congress"),
        (_("Programme"), "programme-programme"),
        (_("Study visits"), "visits-list"),
        (_("Experiences"), "portal-experiences"),
        (_("Call"), "congress-call"),
        (_("Register"), "registration-register"),
    ]
    if roles & {"committee", "chair", "deputy"}:
        entries.append((_("Committee"), "congress-committee"))
    if roles - {"committee"}:
        entries.append((_("Manage"), "portal-manage"))
    links = []
    for label, name in entries:
        url = reverse(name, args=[congress.slug])
        home = name == "portal-congress"
        current = request.path == url if home else request.path.startswith(url)
        links.append({"label": label, "url": url, "is_current": current})
    return links
