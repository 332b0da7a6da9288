"""What the pages of settings share: showing a form, saving it, taking a row away."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.web.page import form_error

FORM, LIST = "congress/settings_form.html", "congress/settings_list.html"


def edited(
    request: HttpRequest,
    form: forms.Form,
    save: Callable[[], Any],
    *,
    back: str,
    context: dict[str, Any],
    remove: Callable[[], Any] | None = None,
    template: str = FORM,
) -> HttpResponse:
    """The page of one row: a form that is saved, with a way to take the row away where `remove` is given.

    `context` has at least a title. What was typed stays where the row is refused. Goes back to the list afterwards.
    """
    if request.method == "POST" and request.POST.get("verb") == "remove" and remove is not None:
        try:
            remove()
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(request.path)
        messages.success(request, _("It is taken away."))
        return redirect(back)
    if request.method == "POST" and form.is_valid():
        try:
            made = save()
        except DomainError as error:
            form_error(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(made if isinstance(made, str) else back)
    # A page that goes back to itself has no way back.
    whole = {
        "form": form,
        "back_url": "" if back == request.path else back,
        "can_remove": remove is not None,
        **context,
    }
    return render(request, template, whole, status=422 if form.errors else 200)


def posted(request: HttpRequest) -> Any:
    """What a form is bound to: the post, unless it only asks to take the row away."""
    return request.POST if request.method == "POST" and request.POST.get("verb") != "remove" else None


def groups_of(form: forms.Form, *groups: tuple[Any, list[str]]) -> list[dict[str, Any]]:
    """The fields of a form under headings, "starts_on ends_on" side by side.

    Fields that the form does not have are left out, and groups that hold none.
    """
    found = []
    for title, lines in groups:
        rows = [[form[name] for name in line.split() if name in form.fields] for line in lines]
        if any(rows):
            found.append({"title": title, "rows": [row for row in rows if row]})
    return found
