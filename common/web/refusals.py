"""Pages for what cannot be answered: a sentence, and a way on."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from common.api.problems import body, respond
from common.errors import DomainError

CODES = {400: "bad_request", 403: "not_allowed", 404: "not_found", 405: "method_not_allowed", 503: "busy"}


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        from django.http import JsonResponse

        code = CODES.get(status, "server_error")
        return JsonResponse(body(code, text, status), status=status, content_type="application/problem+json")
    context = {"status": status, "refusal_title": title, "refusal_text": text}
    return render(request, "refusal.html", context, status=status)


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    return _page(request, error.status, _("This was not possible"), str(error))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400, _("We could not read this request"), _("Please go back and try once more."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403, _("This is not open to you"), _("You are not allowed to do this."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse | HttpResponsePermanentRedirect:
    text = _("The address may be mistyped, or the page may have been withdrawn, or it is not open to you.")
    return _page(request, 404, _("There is no such page"), text)


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return respond(Exception())
    text = _("Something went wrong on our side. What you had typed can be sent again with your browser's back button.")
    return _page(request, 500, _("Something went wrong"), text)


def busy(request: HttpRequest) -> HttpResponse:
    text = _("Many people are here at this moment. Please try again in a few seconds; nothing was lost.")
    response = _page(request, 503, _("One moment, please"), text)
    response.headers["Retry-After"] = "3"
    return response


def wrong_method(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The page in place of an empty 405: an address that takes a form was opened as a page, or the reverse."""
    title, text = _("This was not possible"), _("This page takes nothing that is sent to it. Nothing was changed.")
    if request.method in ("GET", "HEAD"):
        title = _("There is nothing to read here")
        text = _("This address only takes what a form on another page sends. Please go back and use its button.")
    page = _page(request, answer.status_code, title, text)
    page.headers["Allow"] = answer.headers["Allow"]
    return page


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = _("This form had grown old, or your browser refuses cookies. Go back, reload the page and send it again.")
    return _page(request, 403, _("Please send the form again"), text)
