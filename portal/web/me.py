"""`/{lang}/me/`: what is left to do, before anything else."""

from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common import clock
from common.marked import marked
from congress.permissions import roles_of
from portal.queries import tasks
from registration.models import Delegation, Registration
from registration.permissions import HEADED, holding
from registration.web.proof import how_to_prove


def me(request: HttpRequest) -> HttpResponse:
    """For a sign-in and for holders of letters' links alike; to anybody else it says how to get in.

    A registration shows to the browser that made it, as long as its right is of today's version, and to whoever has
    signed in with the mailbox that its letters go to.
    """
    now = clock.now()
    user = request.user if request.user.is_authenticated else None
    headed = Q(code__in=request.session.get(HEADED, []))
    if user is not None:
        headed |= Q(head_id=user.person_id) | Q(head__email__iexact=user.email)
    related = Registration.objects.select_related("congress", "category", "person", "order", "organisation")
    registrations = related.filter(holding(request)).order_by("congress__starts_on", "id")
    delegations = Delegation.objects.select_related("congress", "organisation").filter(headed).order_by("id")
    groups = [
        {
            "title": marked(row.congress.name),
            "code": row.code,
            "is_rehearsal": row.congress.is_rehearsing,
            "tasks": tasks.of_registration(
                row, now, locked=how_to_prove(request, row), is_seen=_is_seen(request, row, now)
            ),
        }
        for row in registrations
    ]
    context = {
        "groups": groups,
        "delegations": [task for row in delegations for task in tasks.of_delegation(row)],
        "experiences": tasks.of_author(user, now) if user else [],
        "city": tasks.of_city(user.person, now) if user else [],
        "rooms": tasks.of_network(user, now) + tasks.of_team(user, now) if user else [],
    }
    context["is_empty"] = not any(context.values())
    return render(request, "portal/me.html", context)


def _is_seen(request: HttpRequest, row: Registration, now: datetime) -> bool:
    """Whether the pages of the registration's congress open to the visitor."""
    return row.congress.is_open_to_public(now) or bool(roles_of(request.user, row.congress))
