"""Presenters of selected experiences: they register with the link of their letter; who has not is listed."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import clock
from common.errors import DomainError
from common.fields import pick
from congress.enums import Role
from congress.models import Congress, Submission
from congress.permissions import JUDGES, has_role, visible_submissions
from congress.rules.afterwards import is_overdue
from congress.web.scope import public_congress, team_congress
from congress.web.shown import marked_title, title_of
from registration.actions.presenters import give_up_place, remind_presenters
from registration.queries.congresses import offer
from registration.queries.presenters import presented, presenter_category, presenters_of, unregistered
from registration.web.register import form_page

PAGE = 50
READ = (Role.OWNER, Role.REGISTRATION, Role.AUDITOR, *JUDGES)
REMIND = (Role.OWNER, Role.REGISTRATION, *JUDGES)


def register(request: HttpRequest, congress: str, code: str, secret: str) -> HttpResponse:
    """The form of the presenters' category with the city filled in; for the addresses that the experience names."""
    event = public_congress(request, congress)
    submission = presented(event, code, secret)
    if submission is None:
        raise Http404
    category = presenter_category(event)
    if category is None or not offer(category, getattr(event, "terms", None), clock.now())["open"]:
        messages.info(request, _("Please choose your category: there is none of its own for presenters."))
        return redirect("registration-register", congress)
    known: dict[str, Any] = {"city": submission.organisation.slug}
    if request.user.is_authenticated and request.user.person_id == submission.author_id:
        author = submission.author
        known |= {"given_name": author.given_name, "family_name": author.family_name, "email": author.email}
        known |= {"position": author.position}
    return form_page(request, event, category, known=known, invited=presenters_of(submission))


def presenters(request: HttpRequest, congress: str) -> HttpResponse:
    """`…/manage/presenters/`: selected experiences without a registered presenter; reminding, and giving places up."""
    event = team_congress(request, congress, *READ)
    rows = unregistered(event, _seen(request, event))
    if request.method == "POST":
        return _act(request, event, rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    today = clock.now().astimezone(event.zone).date()
    context = {
        "congress": event,
        "page_obj": page,
        "rows": [_row(row, today) for row in page],
        "may_remind": has_role(request.user, event, *REMIND) and bool(page.object_list),
        "may_give_up": has_role(request.user, event, *JUDGES),
    }
    return render(request, "registration/presenters.html", context)


def _seen(request: HttpRequest, event: Congress) -> QuerySet[Submission]:
    """The registration office sees every selected experience; whoever judges nothing that they are party to."""
    if has_role(request.user, event, Role.REGISTRATION) and not has_role(request.user, event, *JUDGES):
        return Submission.objects.filter(call__congress=event)
    return visible_submissions(request.user, event)


def _act(request: HttpRequest, event: Congress, rows: QuerySet[Submission]) -> HttpResponse:
    by, now, code = request.user.as_actor(), clock.now(), request.POST.get("code", "")  # type: ignore[union-attr]
    chosen = rows.filter(code=code) if code else rows
    try:
        if request.POST.get("do") == "give_up":
            one = chosen.first() if code and has_role(request.user, event, *JUDGES) else None
            if one is None:
                raise Http404
            give_up_place(submission=one, by=by, now=now)
            messages.success(request, _("The place is free. A letter tells its author."))
        elif not has_role(request.user, event, *REMIND):
            raise Http404
        else:
            told = remind_presenters(congress=event, submissions=chosen, by=by, now=now)
            text = ngettext("%(number)s letter is on its way.", "%(number)s letters are on their way.", told)
            messages.success(request, text % {"number": told})
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("registration-presenters", event.slug)


def _row(row: Submission, today: date) -> dict[str, Any]:
    due_on = row.call.presenters_due_on
    return {
        "code": row.code,
        "title": title_of(row),
        "marked": marked_title(row),
        "city": pick(row.organisation.name),
        "author": row.author.known_name,
        "due_on": due_on,
        "is_overdue": is_overdue(state=row.state, due_on=due_on, today=today),
    }
