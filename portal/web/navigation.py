"""The frame of every page: masthead and menu of a congress, brand stylesheet, account menu, footer."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.permissions import is_secretariat
from common import clock, formats
from common.fields import pick
from common.marked import marked
from congress.enums import Part, Role
from congress.models import Congress
from congress.permissions import has_role, roles_of
from congress.rules.page_kinds import PRIVACY
from payments.models import Book
from portal.permissions import may_set_up
from portal.web.brand import picture_url, stylesheet_url
from portal.web.parts import is_used
from portal.web.stage_words import over_note
from registration.models import Terms
from registration.web.steps import steps_of_order

Link = dict[str, Any]
WORKROOMS = ("/manage/", "/committee/", "/network/", "/finance/", "/me/cities/", "/start/")  # a stylesheet more


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
        "is_workroom": any(word in request.path for word in WORKROOMS),
        "account_links": _account_links(request, lang),
    }
    congress = getattr(request, "congress", None) or _of_book(request)
    context["seen_as"] = _preview(request, congress)
    if _is_payment(request):
        context["steps"] = steps_of_order(request.resolver_match.kwargs["code"])  # type: ignore[union-attr]
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
        books = Book.objects.filter(code=match.kwargs["book"])
    elif "code" in match.kwargs:
        books = Book.objects.filter(orders__code=match.kwargs["code"])
    else:
        return None
    row = terms.filter(Q(book__in=books.values("pk")) | Q(rehearsal_book__in=books.values("pk"))).first()
    return row.congress if row else None


def _is_payment(request: HttpRequest) -> bool:
    """Whether this is one of the payer's pages; what was ordered, and how far one is, payments does not know."""
    match = request.resolver_match
    is_payments = match is not None and (match.url_name or "").startswith("payments-")
    return is_payments and set(match.kwargs) == {"code"}  # type: ignore[union-attr]


def _preview(request: HttpRequest, congress: Any) -> dict[str, Any] | None:
    """The role that is being looked through, in which congress, and whether this page is one of that congress."""
    kept = getattr(request, "role_preview", None)
    if not kept:
        return None
    match = request.resolver_match
    is_address = match is not None and match.kwargs.get("congress") == kept["slug"]  # as of a page that is refused
    is_page = congress.pk == kept["congress"] if isinstance(congress, Congress) else is_address
    name = marked(kept.get("name") or {}) or kept["slug"]
    return {"role": str(Role(kept["role"]).label), "congress": name, "is_applied": is_page}


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
        if may_set_up(user, clock.now().date()):
            links.append({"label": _("The network"), "url": reverse("portal-network")})
            links.append({"label": _("Congresses"), "url": reverse("portal-congresses")})
        if is_secretariat(user, clock.now().date()):
            links.append({"label": _("Cities of the network"), "url": reverse("network-cities")})
    return links


def _of_congress(request: HttpRequest, congress: Congress, lang: str) -> dict[str, Any]:
    # Whoever has come by a letter's link to an order or a registration of a congress that only its team may see.
    is_seen = congress.is_open_to_public(clock.now()) or bool(roles_of(request.user, congress))
    return {
        "congress": congress,
        "masthead": {
            "name": pick(congress.name),
            "words": congress.name,
            "url": reverse("portal-congress", args=[congress.slug]),
            "theme": pick(congress.theme),
            "dates": formats.days(congress.starts_on, congress.ends_on),
            "place": marked(congress.venue),
        },
        "nav": _nav(request, congress) if is_seen else [],
        "settings_nav": _settings_nav(request, congress),
        "brand_css_url": stylesheet_url(congress) if is_seen else "",
        "logo_url": picture_url(congress, "logo") if is_seen else "",
        "header_image_url": picture_url(congress, "header") if is_seen else "",
        "is_rehearsal": congress.is_rehearsing,
        "over": over_note(request, congress),
        "is_read_only": congress.is_archived and not getattr(request, "may_write_archive", False),
        "publish_url": _publish_url(request, congress),
        # Leads on to what holds for all congresses where this one has no notice of its own yet.
        "privacy_url": reverse("congress-page", args=[congress.slug, PRIVACY]),
    }


def _publish_url(request: HttpRequest, congress: Congress) -> str:
    """Where a rehearsal is ended, for whoever may do it."""
    if not congress.is_rehearsing or not has_role(request.user, congress, Role.OWNER):
        return ""
    return reverse("portal-publish", args=[congress.slug])


def _nav(request: HttpRequest, congress: Congress) -> list[Link]:
    """Public sections in one order for everybody; the team's rooms behind them."""
    roles = roles_of(request.user, congress)
    entries = [
        (_("Home"), "portal-congress"),
        (_("Programme"), "programme-programme"),
        (_("Study visits"), "visits-list"),
        (_("Experiences"), "portal-experiences"),
        (_("Call"), "congress-call"),
    ]
    if not congress.is_over(clock.now()):
        entries.append((_("Register"), "registration-register"))
    if roles & {"committee", "chair", "deputy"}:
        entries.append((_("Committee"), "congress-committee"))
    if roles - {"committee"}:
        entries.append((_("Manage"), "portal-manage"))
    links = []
    for label, name in entries:
        if not is_used(congress, name):
            continue
        url = reverse(name, args=[congress.slug])
        home = name == "portal-congress"
        current = request.path == url if home else request.path.startswith(url)
        links.append({"label": label, "url": url, "is_current": current})
    return links


def _settings_nav(request: HttpRequest, congress: Congress) -> list[Link]:
    """The pages of settings that the visitor may open, on these pages alone."""
    match = request.resolver_match
    if match is None or "/manage/settings/" not in match.route:
        return []
    roles = roles_of(request.user, congress)
    entries = [
        (_("General"), "portal-settings", {Role.OWNER}),
        (_("Parts"), "portal-settings-parts", {Role.OWNER}),
        (_("Hosts and controllers"), "congress-settings-hosts", {Role.OWNER}),
        (_("Registration"), "registration-settings", {Role.OWNER}),
        (
            _("Categories and fees") if congress.uses(Part.FEES) else _("Categories"),
            "registration-categories",
            {Role.OWNER},
        ),
        (_("Legal entity"), "portal-settings-entity", {Role.OWNER}),
        (_("Calls"), "congress-settings-calls", {Role.OWNER}),
        (_("Axes"), "congress-settings-axes", {Role.OWNER}),
        (_("Study visits"), "visits-settings", {Role.OWNER, Role.VISITS}),
        (_("Rooms for sessions"), "programme-rooms", {Role.OWNER, Role.PROGRAMME}),
    ]
    here = request.path
    links = [
        {"label": label, "url": reverse(name, args=[congress.slug])}
        for label, name, who in entries
        if roles & who and is_used(congress, name)
    ]
    first = links[0]["url"] if links else ""
    return [
        {**row, "is_current": here == row["url"] or (row["url"] != first and here.startswith(row["url"]))}
        for row in links
    ]
