"""`/demo/`: three doors into the demo. Answers only on this machine, and signs in only people that `demo` made."""

import ipaddress
import json
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from common import clock, mailing
from common.models import QueuedMail
from common.tokens import unseal
from common.web.context import NATIVE
from congress.models import Congress
from portal.rules.demo.source import load
from portal.web import letter_words
from registration.actions.badges import badge_pdf_apart
from registration.models import Registration

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-Ip", "Via")
BACKEND = "django.contrib.auth.backends.ModelBackend"


def is_local(request: HttpRequest) -> bool:
    """Whether the peer *and* the Host are loopback and nobody forwarded the request."""
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    if host not in {"localhost", "127.0.0.1", "::1"} or any(request.headers.get(name) for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def demo_only(view: Any) -> Any:
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO or not is_local(request):
            raise Http404
        lang = request.GET.get("lang") or translation.get_language_from_request(request)
        with translation.override(lang if lang in NATIVE else "en"):
            response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return wrapped


@demo_only
def doors(request: HttpRequest) -> HttpResponse:
    """The three people who matter most as large doors, the others folded."""
    personas = [dict(row, url=reverse("portal-demo-sign-in", args=[row["code"]])) for row in load("personas")]
    large = {"participant": "participant", "committee": "reviewer", "onsite": "organiser"}
    main = [next(row for row in personas if row["code"] == code) for code in large.values()]
    others = [row for row in personas if row not in main]
    event = Congress.objects.filter(slug="demo").first()
    return render(request, "portal/demo.html", {"main": main, "others": others, "event": event})


@demo_only
def sign_in(request: HttpRequest, persona: str) -> HttpResponse:
    """Signs in as a persona and goes where that person starts."""
    user = User.objects.select_related("person").filter(persona=persona, is_demo=True, is_active=True).first()
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    lang = request.GET.get("lang") or user.person.language
    lang = lang if lang in NATIVE else "en"
    return redirect(STARTS.get(persona, "/{lang}/me/").format(lang=lang))


STARTS = {
    "reviewer": "/{lang}/demo/committee/",
    "chair": "/{lang}/demo/manage/call/",
    "organiser": "/{lang}/demo/manage/",
    "treasurer": "/{lang}/demo/manage/",
    "programme": "/{lang}/demo/manage/programme/",
    "visits": "/{lang}/demo/manage/visits/",
    "interpreters": "/{lang}/demo/manage/",
    "door": "/{lang}/network-meeting/manage/door/",
    "desk": "/{lang}/network-meeting/manage/door/",
    "guide": "/{lang}/demo/manage/visits/",
    "auditor": "/{lang}/demo/manage/",
    "secretariat": "/{lang}/network/cities/",
}


@demo_only
def outbox(request: HttpRequest) -> HttpResponse:
    """The letters of the demo, links and codes included: there is no other mailbox here."""
    rows = QueuedMail.objects.order_by("-id")
    address = request.GET.get("to", "")[:254]
    if address:
        rows = rows.filter(to__iexact=address)
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return render(
        request, "portal/demo_outbox.html", {"page_obj": page, "letters": letter_words.listed(page), "to": address}
    )


@demo_only
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    row = QueuedMail.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    secrets = json.loads(unseal(row.sealed_secrets)) if row.sealed_secrets else {}
    blocks = [_block(block) for block in mailing.fill(row.body, secrets).strip().split("\n\n")]
    files = [
        {
            "label": label,
            "kind": row.attachments[number]["kind"],
            "url": reverse("portal-demo-attachment", args=[row.pk, number]),
        }
        for number, label in enumerate(letter_words.attached(row))
    ]
    return render(request, "portal/demo_letter.html", {"row": row, "blocks": blocks, "files": files})


def _block(text: str) -> dict[str, str]:
    button = mailing.BUTTON.fullmatch(text.strip())
    return {"label": button[1], "url": button[2]} if button else {"text": text}


@demo_only
def attachment(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    """One attachment as it is built at sending; badges in a process of their own, as in all pages."""
    row = QueuedMail.objects.filter(pk=pk).first()
    if row is None or index >= len(row.attachments):
        raise Http404
    spec = row.attachments[index]
    if spec["kind"] == "badge":
        registration = get_object_or_404(Registration.objects.select_related("congress"), pk=spec["id"])
        data = badge_pdf_apart(registration, now=clock.now())
        name, kind = f"badge-{registration.code}.pdf", "application/pdf"
    else:
        name, kind, data = mailing.build(spec["kind"], spec["id"], row.language)
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
