"""`…/manage/certificates/signatory/`: who signs the certificates."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock
from common.web.texts import TextsField
from congress.enums import Role
from congress.models import Congress
from congress.web.scope import team_congress
from congress.web.settings_page import edited, posted
from programme.actions.signatory import SignatoryFacts, name_signatory, remove_signatory
from programme.models import Signatory

WRITERS = (Role.OWNER, Role.REGISTRATION)


class SignatoryForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the person who signs"), max_length=120)

    def __init__(self, *args: Any, congress: Congress, row: Signatory | None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"name": row.name} if row else None, **kwargs)
        self.fields["office"] = TextsField(
            label=_("Office"), languages=congress.languages, max_length=120, kept=row.office if row else {},
            help_text=_("Such as: Mayor, or Councillor for education."),
        )  # fmt: skip
        self.fields["institution"] = TextsField(
            label=_("Institution"), languages=congress.languages, max_length=160, required=False,
            kept=row.institution if row else {},
            help_text=_("Without it, the host of the congress is named."),
        )  # fmt: skip


def signatory(request: HttpRequest, congress: str) -> HttpResponse:
    """Sets, changes or takes away who signs."""
    event = team_congress(request, congress, *WRITERS)
    row = Signatory.objects.filter(congress=event).first()
    form = SignatoryForm(posted(request), congress=event, row=row)
    by, now = request.user.as_actor(), clock.now()  # type: ignore[union-attr]
    back = reverse("programme-certificates", args=[event.slug])
    return edited(
        request,
        form,
        lambda: name_signatory(congress=event, facts=SignatoryFacts(**form.cleaned_data), by=by, now=now),
        back=back,
        context={
            "title": _("Who signs the certificates"),
            "lead": _("The name, the office and the institution stand under the line for the signature."),
            "eyebrow": _("Certificates"),
        },
        template="programme/signatory.html",
        remove=(lambda: remove_signatory(congress=event, by=by, now=now)) if row else None,
    )
