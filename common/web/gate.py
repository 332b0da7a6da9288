"""While a restore waits for its list of erasures, nobody is shown anything."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from common import gate
from common.api.problems import body

OPEN = ("/healthz", "/readyz", "/static/")


class RestoreGate:
    """Answers 503 until `manage.py restore --replay-erasures` has run; health and static files apart."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not gate.is_closed() or request.path.startswith(OPEN):
            return self.get_response(request)
        text = _("The service is being restored. Please come back a little later.")
        response: HttpResponse
        if request.path.startswith("/api/"):
            response = JsonResponse(body("restoring", text, 503), status=503, content_type="application/problem+json")
        else:
            response = HttpResponse(render_to_string("restoring.html", {"text": text}), status=503)
        response.headers["Retry-After"] = "300"
        response.headers["Cache-Control"] = "no-store"
        return response
