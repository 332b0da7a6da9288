"""`…/manage/letters/texts/`: the words of every letter, in each language in which letters leave."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common import clock, formats, letters, mailing
from common.errors import DomainError
from common.letters import Text
from common.models import LetterText
from common.rehearsals import TEST
from common.web.page import form_error
from common.wording import MOST_BODY, faults
from congress.enums import Part, Role
from congress.models import Congress
from congress.permissions import has_role
from congress.web.scope import team_congress
from portal.actions.letters import LetterTextChanged, check_words, restore_letter_text, save_letter_text
from portal.queries.letter_rows import made_up, recent
from portal.web.letter_catalogue import LETTERS, PLACEHOLDERS, WITHOUT_FEES
from portal.web.parts import is_used

WRITERS = (Role.OWNER, Role.TRANSLATOR)
READERS = (*WRITERS, Role.AUDITOR)
# Letters to whoever registers that speak of paying.
OF_PAYING = (
    "registration_awaiting_payment", "registration_offered", "registration_reminder", "registration_secured",
    "registration_expired",
)  # fmt: skip
# Optional parts of letters that a congress without fees has no use for.
FEES = re.compile(r" ?\{([?!])fees\}(.*?)\{/fees\}", re.DOTALL)
# Whose sentence says that they see people's data.
SEES_ROWS = (Role.OWNER, Role.AUDITOR)


# The letters, by the beginnings of their codes, that a congress without a call does not send.
OF_THE_CALL = (
    "congress_assigned", "congress_decision", "congress_deferred", "congress_place", "congress_submission",
    "registration_presenters",
)  # fmt: skip


def letter_languages(congress: Congress) -> list[str]:
    """The languages in which letters leave, those of the congress first."""
    ours = [code for code, _name in settings.LANGUAGES]
    return [*(code for code in congress.languages if code in ours), *(c for c in ours if c not in congress.languages)]


def opening_language(congress: Congress) -> str:
    """The reader's language where the congress speaks it, else the congress's first in which letters leave."""
    reader = get_language() or ""
    return reader if reader in congress.languages else letter_languages(congress)[0]


def letters_of(congress: Congress) -> list[str]:
    """The letters that a congress can send: not those of parts that it does without, unless they have own words."""
    rooms = {"payments": "payments-orders", "visits": "visits-manage"}
    rooms |= dict.fromkeys(OF_THE_CALL, "congress-manage-call")
    unused = tuple(prefix for prefix, page in rooms.items() if not is_used(congress, page))
    unused += () if congress.uses(Part.FEES) else OF_PAYING
    if not unused:
        return list(LETTERS)
    own = set(LetterText.objects.filter(scope=congress.slug).values_list("code", flat=True))
    return [code for code in LETTERS if code in own or not code.startswith(unused)]


def words_of(congress: Congress, code: str) -> tuple[Any, Any]:
    """What a letter is called, and when it is sent."""
    return LETTERS[code] if congress.uses(Part.FEES) else WITHOUT_FEES.get(code, LETTERS[code])


def built_in(congress: Congress, code: str, language: str) -> Text:
    """The built-in words, without what is said of fees where there are none."""
    text = letters.default(code, language)
    if congress.uses(Part.FEES):
        return text
    return Text(text.subject, FEES.sub(lambda part: part[2] if part[1] == "!" else "", text.body))


@login_required
def letter_texts(request: HttpRequest, congress: str) -> HttpResponse:
    """Every letter with its name, when it is sent, and the languages in which it has words of its own."""
    event = team_congress(request, congress, *READERS)
    own: dict[str, list[str]] = {}
    for code, language in LetterText.objects.filter(scope=event.slug).values_list("code", "language"):
        own.setdefault(code, []).append(language)
    rows = [
        {
            "name": words_of(event, code)[0],
            "sent": words_of(event, code)[1],
            "url": reverse("portal-letter-text", args=[event.slug, code]),
            "own": formats.listing(formats.language_name(one) for one in sorted(own.get(code, []))),
        }
        for code in letters_of(event)
    ]
    return render(request, "portal/letter_texts.html", {"rows": rows})


class LetterForm(forms.Form):
    """A subject and a text in one language."""

    subject = forms.CharField(label=gettext_lazy("Subject"), required=False)
    body = forms.CharField(label=gettext_lazy("Text"), required=False, strip=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = {"lang": language, "dir": formats.direction(language)}
        self.fields["subject"].widget = forms.TextInput(attrs=shown)
        self.fields["body"].widget = forms.Textarea(
            attrs={**shown, "rows": 20, "maxlength": MOST_BODY, "class": "wide"}
        )

    @property
    def text(self) -> Text:
        return Text(self.cleaned_data.get("subject", ""), self.cleaned_data.get("body", ""))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter_text(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    """The words of one letter in one language (?lang=): looked at, saved, or given back."""
    event = team_congress(request, congress, *READERS)
    languages = letter_languages(event)
    language = request.GET.get("lang") or opening_language(event)
    if code not in letters_of(event) or language not in languages:
        raise Http404
    row = LetterText.objects.filter(scope=event.slug, code=code, language=language).first()
    text = Text(row.subject, row.body) if row else built_in(event, code, language)
    initial = {"subject": text.subject, "body": text.body, "version": row.version if row else 0}
    form = LetterForm(request.POST if request.method == "POST" else None, language=language, initial=initial)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST":
        if not has_role(request.user, event, *WRITERS):
            raise Http404
        try:
            if form.is_valid() and (answer := _done(request, event, code, language, form)):
                return answer
        except LetterTextChanged as error:
            form_error(form, error)
            form.data = form.data.copy()
            form.data["version"] = str(initial["version"])  # having seen theirs, saving again replaces it
            context["theirs"] = text
        except DomainError as error:
            form_error(form, error)
        text = form.text
    context |= _about(event, code, language, row) | {"preview": _preview(request, event, code, language, text)}
    is_writer = has_role(request.user, event, *WRITERS)
    context["can_write"] = is_writer and not event.is_archived
    context["reads_only"] = not is_writer and not event.is_archived  # what is archived says so itself
    return render(request, "portal/letter_text.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, event: Congress, code: str, language: str, form: LetterForm) -> HttpResponse | None:
    """What a button does; None for one that only looks."""
    by, now, version = request.user.as_actor(), clock.now(), form.cleaned_data.get("version") or 0
    name = {"letter": LETTERS[code][0], "language": formats.language_name(language)}
    if "restore" in request.POST:
        restore_letter_text(congress=event, code=code, language=language, version=version, by=by, now=now)
        messages.success(request, _("%(letter)s (%(language)s) has its built-in words again.") % name)
    elif "save" in request.POST:
        save_letter_text(congress=event, code=code, language=language, text=form.text, version=version, by=by, now=now)
        messages.success(request, _("%(letter)s (%(language)s) is saved. It counts from the next letter on.") % name)
    else:
        check_words(code, form.text)  # what saving would refuse is said when one looks, too
        return None
    return redirect(f"{request.path}?lang={language}")


def _about(event: Congress, code: str, language: str, row: LetterText | None) -> dict[str, Any]:
    own = set(LetterText.objects.filter(scope=event.slug, code=code).values_list("language", flat=True))
    known = letters.known(code)
    return {
        "code": code,
        "name": words_of(event, code)[0],
        "sent": words_of(event, code)[1],
        "is_own": row is not None,
        "language": language,
        "tabs": [
            {
                "label": f"{formats.autonym(one)} *" if one in own else formats.autonym(one),
                "url": f"?lang={one}",
                "is_current": one == language,
            }
            for one in letter_languages(event)
        ],
        "placeholders": [
            {"name": f"{{{name}}}", "text": PLACEHOLDERS[name], "is_needed": name in known.needed}
            for name in sorted(known.names)
        ],
        "conditions": [
            {"begin": f"{{?{name}}}", "otherwise": f"{{!{name}}}", "end": f"{{/{name}}}", "text": PLACEHOLDERS[name]}
            for name in sorted(known.conditions)
            if name != "fees" or event.uses(Part.FEES)
        ],
        "default": built_in(event, code, language) if row is not None else None,
    }


def _preview(request: HttpRequest, event: Congress, code: str, language: str, text: Text) -> dict[str, Any]:
    """The letter as it would leave; with nobody's data for those who do not see people's data."""
    if faults(text.subject, text.body, letters.known(code)):
        return {}
    values, source = recent(event, code, language) if has_role(request.user, event, *SEES_ROWS) else ({}, "")
    secrets = dict.fromkeys(letters.known(code).needed, "https://example.org/…")
    subject, body = mailing.word(code, language, {**made_up(event, language, clock.now()), **values}, secrets, text)
    body = mailing.fill(body, secrets)
    if event.is_rehearsing:
        subject, body = mailing.marked(subject, body, language)
    return {
        "subject": subject,
        "is_test": subject.startswith(TEST),
        "plain": mailing.plain(body),
        "paragraphs": mailing.paragraphs(body),
        "source": source,
        "language": language,
        "direction": formats.direction(language),
    }
