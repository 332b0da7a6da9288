"""Certificates: one's own as a PDF, the page that verifies a code, and issuing them."""

import subprocess

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common import clock
from common.errors import Conflict, DomainError, TooMany
from common.fields import pick
from common.marked import marked
from common.web.limits import limited
from congress.enums import Role
from congress.web.scope import team_congress
from programme.actions.certificates import issue_certificates, revoke_certificate
from programme.documents import certificate_words
from programme.documents.certificate import draw
from programme.models import Certificate, Signatory
from programme.queries.certificates import by_code, certificates, grouped, uncertified
from registration.permissions import held, is_proven

READERS = (Role.OWNER, Role.REGISTRATION, Role.AUDITOR)
WRITERS = (Role.OWNER, Role.REGISTRATION)


class NotDrawn(Conflict):
    code = "document_not_drawn"
    message = _("The document could not be made just now. Please try again in a minute.")


@require_safe
def mine(request: HttpRequest, code: str) -> HttpResponse:
    """`/{lang}/me/certificates/{code}/certificate.pdf`: the certificate of a registration that one holds."""
    row = held(request, code)
    if not is_proven(request, row):
        messages.info(request, _("Please open your certificate by the link in the letter that we sent you."))
        return redirect("registration-mine", code)
    found = (
        certificates(row.congress)
        .filter(registration=row)
        .select_related("congress__host", "congress__signatory")
        .first()
    )
    if found is None:
        raise Http404
    return _pdf(request, found)


def _pdf(request: HttpRequest, row: Certificate) -> HttpResponse:
    if limited(request, "link"):
        raise TooMany()
    try:
        data = draw(certificate_words.of(row, get_language() or "en"))
    except subprocess.SubprocessError as error:
        raise NotDrawn() from error
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="certificate-{row.code}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """`/{lang}/certificates/`: a field for the code that stands on the paper."""
    code = "".join(letter for letter in request.GET.get("code", "")[:40] if letter.isalnum())
    if code:
        return redirect("programme-certificate-verify", code=code)
    return render(request, "programme/certificate_verify.html", {"is_asked": True})


@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """`/{lang}/certificates/{code}/`: whether a certificate with this code was issued, and what it says."""
    if limited(request, "link"):
        raise TooMany()
    row = by_code(code)
    context: dict[str, object] = {"row": row, "code": grouped(code.upper()[:20])}
    if row is not None:
        request.congress = row.congress  # type: ignore[attr-defined]
        context |= {
            "code": grouped(row.code),
            "name": row.registration.person.full_name,
            "congress_name": marked(row.congress.name),
            "city": pick(row.registration.organisation.name) if row.registration.organisation else "",
            "said": certificate_words.said_facts(row, get_language() or "en"),
            "zone": row.congress.timezone,
        }
    response = render(request, "programme/certificate_verify.html", context, status=200 if row else 404)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_required
def manage(request: HttpRequest, congress: str) -> HttpResponse:
    """`…/manage/certificates/`: who has one; a button issues those that are due."""
    edition = team_congress(request, congress, *READERS)
    may_write = _may_write(request, congress)
    if request.method == "POST":
        if not may_write:
            raise Http404
        _act(request, edition)
        return redirect(request.path)
    rows = Paginator(certificates(edition), 50).get_page(request.GET.get("page"))
    context = {
        "page_obj": rows,
        "issued": rows.paginator.count,
        "due": uncertified(edition).count(),
        "is_over": clock.now().astimezone(edition.zone).date() > edition.ends_on,
        "may_write": may_write,
        "signatory": Signatory.objects.filter(congress=edition).first(),
        "zone": edition.timezone,
    }
    return render(request, "programme/certificates.html", context)


def _may_write(request: HttpRequest, congress: str) -> bool:
    try:
        team_congress(request, congress, *WRITERS)
    except Http404:
        return False
    return True


def _act(request: HttpRequest, edition: object) -> None:
    by, now = request.user.as_actor(), clock.now()  # type: ignore[union-attr]
    try:
        if "revoke" in request.POST:
            row = certificates(edition).filter(code=request.POST["revoke"]).first()  # type: ignore[arg-type]
            if row is None:
                raise Http404
            revoke_certificate(certificate=row, by=by, now=now)
            messages.success(request, _("The certificate is taken back; its code says so."))
        else:
            n = issue_certificates(congress=edition, by=by, now=now)  # type: ignore[arg-type]
            text = ngettext("%(n)s certificate was issued.", "%(n)s certificates were issued.", n)
            messages.success(request, text % {"n": n})
    except DomainError as error:
        messages.error(request, str(error))


@login_required
@require_safe
def one(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    """The PDF of one, for the desk."""
    edition = team_congress(request, congress, *READERS)
    row = certificates(edition).filter(code=code).select_related("congress__host", "congress__signatory").first()
    if row is None:
        raise Http404
    return _pdf(request, row)
