"""From the letter's link to the role: whoever signs in with the invited address accepts."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from common import clock, fields
from common.actors import Actor
from common.errors import DomainError, TooMany
from common.web.context import NATIVE
from common.web.limits import limited
from congress.actions.declining import decline_invitation
from congress.actions.team import InvitationOfAnother, InvitationOver, accept_invitation
from congress.enums import ROLE_SENTENCES, InvitationState, Role
from congress.models import Invitation
from congress.queries.team import by_secret, last_day

SEEN = "invitations"  # numbers of the invitations whose links this browser has followed


def link(request: HttpRequest, secret: str) -> HttpResponse:
    """`/t/{secret}/`: keeps the invitation in the session and hides the secret from the address."""
    if limited(request, "link"):
        raise TooMany()
    wanted = request.GET.get("lang", "")
    lang = wanted if wanted in NATIVE else translation.get_language() or "en"
    row = by_secret(secret)
    with translation.override(lang):
        if row is None:
            raise InvitationOver()
        request.session[SEEN] = sorted({*request.session.get(SEEN, []), row.pk})
        response = redirect(reverse("congress-invitation", args=[row.pk]))
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """What is offered; one button accepts it, one declines. Another person who opened the link learns nothing more."""
    row = Invitation.objects.select_related("congress", "member").filter(pk=pk).first()
    if row is None or pk not in request.session.get(SEEN, []):
        raise Http404
    user = request.user
    is_invited = user.is_authenticated and user.email.casefold() == row.email.casefold()
    if row.state == InvitationState.ACCEPTED and is_invited:
        return redirect(_room(row))
    if row.state == InvitationState.DECLINED:
        return render(request, "congress/invitation_declined.html", {"name": fields.pick(row.congress.name)})
    if row.state != InvitationState.SENT or row.expires_at <= clock.now():
        raise InvitationOver()
    if user.is_authenticated and not is_invited:
        refused = {"text": InvitationOfAnother.message, "again": request.path}
        return render(request, "congress/invitation_other.html", refused, status=403)
    if request.method == "POST" and request.POST.get("answer") == "decline":
        by = user.as_actor() if user.is_authenticated else Actor("holder", f"invitation:{row.pk}")
        decline_invitation(invitation=row, reason=request.POST.get("reason", ""), by=by, now=clock.now())
        return render(request, "congress/invitation_declined.html", {"name": fields.pick(row.congress.name)})
    if request.method == "POST" and is_invited:
        try:
            accept_invitation(invitation=row, user=user, now=clock.now())
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(request.path)
        messages.success(request, _("Welcome to the team."))
        return redirect(_room(row))
    context = {
        "row": row,
        "name": fields.pick(row.congress.name),
        "role": row.get_role_display(),
        "sentence": ROLE_SENTENCES[Role(row.role)],
        "last_day": last_day(row.ends_on),
        "is_invited": is_invited,
        "sign_in": f"{reverse('accounts-sign-in')}?next={request.path}",
        "zone": row.congress.timezone,
    }
    return render(request, "congress/invitation.html", context)


def _room(row: Invitation) -> str:
    """Where the role works. What gathers from all is a room above: a fixed address, known to letters."""
    if row.role == Role.COMMITTEE:
        return reverse("congress-committee", args=[row.congress.slug])
    return f"/{translation.get_language() or 'en'}/{row.congress.slug}/manage/"
