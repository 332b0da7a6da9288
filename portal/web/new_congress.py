"""`/{lang}/network/congresses/new/`: a new congress in five short steps. What was typed is kept until it is made."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import coordinated, is_secretariat
from common import clock
from common.errors import DomainError
from common.web.page import form_error
from congress.actions.settings import Facts
from congress.models import Congress
from network.models import Organisation, TerritorialNetwork
from payments.models import Issuer
from portal.actions.setup import NewCity, Wish, set_up
from portal.permissions import may_set_up
from portal.web.new_forms import BasicsForm, EntityForm, PlaceForm, Said, StepForm, TemplateForm, WordsForm

KEPT = "new_congress"  # {step: {field: [what was typed]}} in the session
FORMS: dict[str, type[StepForm]] = {
    "template": TemplateForm,
    "basics": BasicsForm,
    "place": PlaceForm,
    "words": WordsForm,
    "entity": EntityForm,
}
STEPS = tuple(FORMS)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, step: str = "template") -> HttpResponse:
    """One step; the last one makes the congress and leads to its home page. An earlier step that lacks something
    comes first."""
    if step not in STEPS or not may_set_up(request.user, clock.now().date()):
        raise Http404
    said, reached = _walk(request, step)
    if reached != step:
        return redirect(_url(reached))
    kept = request.session.get(KEPT, {}).get(step)
    form = FORMS[step](_typed(request, step) if request.method == "POST" else None, said=said)
    if request.method != "POST" and kept is not None:
        form = FORMS[step](initial=_shown(form, kept), said=said)
    if request.method == "POST" and form.is_valid():
        answer = _onward(request, step, form)
        if answer is not None:
            return answer
    context = {"form": form, "step": step, "steps": _steps(step), "number": STEPS.index(step) + 1, "said": said}
    return render(request, "portal/new_congress.html", context, status=422 if form.errors else 200)


def _url(step: str) -> str:
    return reverse("portal-congress-new-step", args=[step]) if step != STEPS[0] else reverse("portal-congress-new")


def _typed(request: HttpRequest, step: str) -> QueryDict:
    """What this step sent; kept for coming back, also when something is wrong with it."""
    known = {name: request.POST.getlist(name) for name in FORMS[step].base_fields if name in request.POST}
    request.session[KEPT] = {**request.session.get(KEPT, {}), step: known}
    return request.POST


def _shown(form: StepForm, kept: dict[str, list[str]]) -> dict[str, Any]:
    """The typed values as a form's first ones."""
    several = {name for name, field in form.fields.items() if getattr(field.widget, "allow_multiple_selected", False)}
    return {name: texts if name in several else texts[-1] for name, texts in kept.items() if texts}


def _walk(request: HttpRequest, step: str) -> tuple[Said, str]:
    """(what the steps before `step` gave, the first of them that lacks something or `step` itself)."""
    said = _ground(request)
    for before in STEPS[: STEPS.index(step)]:
        kept = request.session.get(KEPT, {}).get(before)
        data = QueryDict(mutable=True)
        for name, texts in (kept or {}).items():
            data.setlist(name, texts)
        form = FORMS[before](data, said=said)
        if kept is None or not form.is_valid():
            return said, before
        said |= form.values()
        said |= _within(request, before, said)
    return said, step


def _ground(request: HttpRequest) -> Said:
    """Who asks, and what they may choose from."""
    today = clock.now().date()
    is_all = is_secretariat(request.user, today)
    networks = list(TerritorialNetwork.objects.order_by("code")) if is_all else coordinated(request.user, today)
    return {"is_secretariat": is_all, "networks": networks, "email": request.user.email}


def _within(request: HttpRequest, step: str, said: Said) -> Said:
    """Hosts and legal entities that may be chosen, once it is known for which network the congress is."""
    if step != "basics":
        return {}
    if said["is_secretariat"]:
        return {
            "hosts": Organisation.objects.all(),
            "issuers": Issuer.objects.order_by("legal_name"),
            "may_add_city": True,
        }
    network = said["territorial_network"]
    hosts = Organisation.objects.filter(territorial_network=network)
    slugs = Congress.objects.filter(territorial_network=network).values("slug")
    issuers = Issuer.objects.filter(books__scope__in=slugs).distinct().order_by("legal_name")
    # The secretariat keeps the cities; where there is none yet, a coordinator may begin with one.
    return {"hosts": hosts, "issuers": issuers, "may_add_city": not hosts.filter(is_active=True).exists()}


def _steps(current: str) -> list[dict[str, str]]:
    labels = [_("Template"), _("Name and dates"), _("Place"), _("Languages"), _("Legal entity")]
    place = STEPS.index(current)
    states = ["done" if n < place else "current" if n == place else "todo" for n in range(len(STEPS))]
    rows = zip(STEPS, labels, states, strict=True)
    return [{"label": label, "url": _url(step), "state": state} for step, label, state in rows]


def _onward(request: HttpRequest, step: str, form: StepForm) -> HttpResponse | None:
    """To the next step; after the last one to the congress that was made. None where that was refused."""
    if step != STEPS[-1]:
        return redirect(_url(STEPS[STEPS.index(step) + 1]))
    try:
        wish = _wish(form.said | form.values())
        made = set_up(wish=wish, owner=request.user, by=request.user.as_actor(), now=clock.now())
    except DomainError as error:
        form_error(form, error)
        return None
    request.session.pop(KEPT, None)
    messages.success(request, _("The congress is set up. Only you and those you invite can see it."))
    return redirect("portal-congress", made.slug)


def _language(languages: tuple[str, ...]) -> str:
    """In which language the name and the city were typed: the reader's if the congress has it, else its first."""
    here = get_language() or "en"
    return here if here in languages else languages[0]


def _wish(said: Said) -> Wish:
    language = _language(said["languages"])
    return Wish(
        template=said["template"],
        facts=Facts(
            name={language: said["name"]},
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            timezone=said["timezone"],
            host=said["host"],
            languages=said["languages"],
            slug=said["slug"],
            venue={language: said["city"]},
            reply_to=said["contact_email"],
        ),
        currency=said["currency"],
        contact_email=said["contact_email"],
        host=said["host"] or NewCity(said["city"], said["country"], language),
        issuer=said["issuer"],
        territorial_network=said["territorial_network"],
        may_be_past=said["is_past_meant"],
    )
