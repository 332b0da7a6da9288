"""Before anything of a congress is changed: every translation is told which original it follows."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from common import clock
from congress.models import Congress
from congress.permissions import held_roles
from portal.actions.baselines import keep_baselines

# Rooms of the team in which no text of the set-up is written.
WITHOUT_TEXTS = frozenset({"audit", "certificates", "export", "orders", "refunds", "registrations"})


class Baselines:
    """Keeps the baselines of a congress before each save on a page of its team, whichever it is.

    So whatever made the texts, and whatever a save changes, what was translated from another original is known
    afterwards. Costs a fixed number of queries a save, and nothing where pages are only read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        words = request.path.split("/")[3:5]  # /en/slug/manage/room/
        if request.method != "POST" or words[:1] != ["manage"] or words[-1] in WITHOUT_TEXTS:
            return
        if "congress" in kwargs and request.user.is_authenticated:
            event = Congress.objects.filter(slug=kwargs["congress"]).first()
            if event is not None and not event.is_archived and held_roles(request.user, event):
                keep_baselines(congress=event, now=clock.now())
