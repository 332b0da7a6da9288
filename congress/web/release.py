"""Letters with decisions: read one by one as they will leave, released in waves, or deferred until a day."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common import clock, fields, formats, mailing
from common.errors import DomainError, Invalid
from common.web.page import form_error
from congress.actions.letters import Letter, combined, letters_of, stamp_of, words_of
from congress.actions.release import defer, ready, release
from congress.actions.selection import NothingChosen
from congress.enums import Outcome, SubmissionState, counted
from congress.models import Call, Submission
from congress.queries.decision import deferred, pending_decisions
from congress.rules.afterwards import left_waiting
from congress.web.chair import chair_context, visible
from congress.web.decision import judges_call
from congress.web.shown import chip, marked_title, title_lang, title_of

PAGE = 50
DEFERRED = "deferred"
MOST_UNDECIDED = 200  # so many without a decision can be ticked to wait


class UnknownCodes(Invalid):
    code = "unknown_submission_codes"
    message = gettext_lazy("There is no such experience here: {codes}.")


class DeferForm(forms.Form):
    """Until when the ticked ones wait."""

    until = forms.DateField(
        label=gettext_lazy("The authors hear by"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


@login_required
def releasing(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """The letters of a group, one shown whole; releasing all or the ticked ones, asked once more; or deferring some."""
    row = judges_call(request, congress, call)
    seen, now = visible(request, row), clock.now()
    form = DeferForm(request.POST if request.POST.get("scope") == "defer" else None)
    refusal = ""
    if request.method == "POST":
        try:
            if request.POST.get("scope") != "defer":
                return _release(request, row, seen)
            if form.is_valid():
                return _defer(request, row, seen, form)
        except DomainError as error:
            if form.is_bound:
                form_error(form, error)
            else:
                refusal = str(error)
    group = _group(seen, row, request.GET.get("group", ""))
    letters = letters_of(list(pending_decisions(group)), now)
    status = 409 if refusal else 422 if form.errors else 200
    context = chair_context(request, row, "release") | _shown(request, row, seen, letters)
    ticked = {*_chosen(request.POST.getlist("chosen")), *request.POST.getlist("wait")}
    context |= {"refusal": refusal, "form": form, "ticked": ticked}
    return render(request, "congress/manage_release.html", context, status=status)


def _group(seen: QuerySet[Submission], call: Call, name: str) -> QuerySet[Submission]:
    """What is released together: all that were not told to wait, those of one outcome, or those that were."""
    waiting = deferred(seen, clock.now().astimezone(call.congress.zone).date())
    if name == DEFERRED:
        return waiting
    rows = seen.exclude(pk__in=waiting.values("pk"))
    if name in Outcome.values:
        return rows.filter(decisions__outcome=name, decisions__released_at__isnull=True)
    return rows


def _release(request: HttpRequest, call: Call, seen: QuerySet[Submission]) -> HttpResponse:
    wave, now = request.POST.get("scope") == "chosen", clock.now()
    chosen = _chosen(request.POST.getlist("chosen"))
    if wave and not chosen:
        raise NothingChosen()
    wanted: dict[str, Any] = {
        "call": call,
        "submissions": seen.filter(code__in=chosen) if wave else _group(seen, call, request.POST.get("group", "")),
        "seen": {code: version for code, (version, _stamp) in chosen.items()} if wave else None,
        "letters": combined({c: s for c, (_v, s) in chosen.items()}) if wave else request.POST.get("stamp") or "–",
        "now": now,
    }
    if request.POST.get("sure") != "yes":
        return _asked(request, call, ready(**wanted))
    told = release(**wanted, by=request.user.as_actor())  # type: ignore[union-attr]
    text = ngettext("%(number)s letter is on its way.", "%(number)s letters are on their way.", told)
    messages.success(request, text % {"number": formats.number(told)})
    return redirect("congress-manage-release", call.congress.slug, call.code)


def _asked(request: HttpRequest, call: Call, letters: list[Letter]) -> HttpResponse:
    """The question before letters leave: how many, to how many authors, of which decisions."""
    outcomes = Counter(one.decision.outcome for one in letters)
    sent = [(name, value) for name in ("scope", "group", "stamp", "chosen") for value in request.POST.getlist(name)]
    context = chair_context(request, call, "release", _("Release these letters?")) | {
        "number": len(letters),
        "authors": len({one.decision.submission.author_id for one in letters}),
        "outcomes": [{"value": outcomes[o.value], "label": counted(o.value, outcomes[o.value])}
                     for o in Outcome if outcomes[o.value]],
        "sent": sent,
        "back": request.get_full_path(),
    }  # fmt: skip
    return render(request, "congress/manage_release_sure.html", context)


def _defer(request: HttpRequest, call: Call, seen: QuerySet[Submission], form: DeferForm) -> HttpResponse:
    wanted = {*_chosen(request.POST.getlist("chosen")), *request.POST.getlist("wait")}
    if not wanted:
        raise NothingChosen()
    rows = seen.filter(code__in=wanted)
    unknown = sorted(wanted - set(rows.values_list("code", flat=True)))
    if unknown:
        raise UnknownCodes(codes=", ".join(unknown[:12]))
    told = defer(
        call=call,
        submissions=rows,
        until=form.cleaned_data["until"],
        by=request.user.as_actor(),  # type: ignore[union-attr]
        now=clock.now(),
    )
    text = ngettext(
        "%(number)s author is told until when to wait.", "%(number)s authors are told until when to wait.", told
    )
    messages.success(request, text % {"number": told})
    return redirect("congress-manage-release", call.congress.slug, call.code)


def _chosen(values: list[str]) -> dict[str, tuple[int, str]]:
    """What was ticked: "CODE:2:stamp" → {"CODE": (2, "stamp")}; anything else matches no decision."""
    found = {}
    for value in values:
        code, version, stamp = (*value.split(":"), "", "")[:3]
        found[code] = (int(version) if version.isascii() and version.isdigit() else 0, stamp)
    return found


def _shown(request: HttpRequest, call: Call, seen: QuerySet[Submission], letters: list[Letter]) -> dict[str, Any]:
    by_code = {one.decision.submission.code: one for one in letters}
    codes = list(by_code)
    current = request.GET.get("letter", "")
    place = codes.index(current) if current in by_code else 0
    group = request.GET.get("group", "")
    known = {DEFERRED, *Outcome.values}
    rest = _group(seen, call, "")
    pending = {one.submission.code: one.outcome for one in pending_decisions(rest)} if group else by_code
    page = Paginator(letters, PAGE).get_page(request.GET.get("page"))
    states = dict(rest.values_list("code", "state"))
    missing = left_waiting(states, dict.fromkeys(pending, ""))
    waiting = _group(seen, call, DEFERRED)
    undecided = seen.filter(code__in=missing[:MOST_UNDECIDED]).select_related("organisation").order_by("code")
    return {
        "missing": missing,
        "revising": sum(1 for code in missing if states[code] == SubmissionState.REVISION),
        "put_off": waiting.exclude(pk__in=pending_decisions(waiting).order_by().values("submission")).count(),
        "undecided": [_undecided(one) for one in undecided],
        "group": group if group in known else "",
        "groups": _groups(seen, call),
        "page_obj": page,
        "rows": [_row(one, one is by_code.get(codes[place])) for one in page],
        "total": len(letters),
        "incomplete": [one.decision.submission.code for one in letters if one.empty],
        "stamp": stamp_of(letters),
        "letter": _letter(letters[place]) if letters else None,
        "position": place + 1,
        "previous": codes[place - 1] if place else "",
        "next": codes[place + 1] if place + 1 < len(codes) else "",
    }


def _groups(seen: QuerySet[Submission], call: Call) -> list[dict[str, Any]]:
    """How many letters there are of each kind, each a group of its own."""
    outcomes = [d.outcome for d in pending_decisions(_group(seen, call, ""))]
    found = [
        {
            "label": counted(o.value, outcomes.count(o.value)),
            "value": outcomes.count(o.value),
            "url": f"?group={o.value}",
        }
        for o in Outcome
    ]
    waiting = _group(seen, call, DEFERRED).count()
    return [*found, {"label": _("Deferred"), "value": waiting, "url": f"?group={DEFERRED}"}]


def _undecided(one: Submission) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": title_of(one),
        "marked": marked_title(one),
        "city": fields.pick(one.organisation.name),
        "chip": chip(one.state),
    }


def _row(letter: Letter, is_shown: bool) -> dict[str, Any]:
    one = letter.decision.submission
    return {
        "code": one.code,
        "seen": f"{one.code}:{letter.decision.version}:{letter.stamp}",
        "title": title_of(one),
        "title_lang": title_lang(one),
        "marked": marked_title(one),
        "city": fields.pick(one.organisation.name),
        "outcome": Outcome(letter.decision.outcome).label,
        "chip": chip(letter.decision.outcome),
        "is_shown": is_shown,
    }


def _letter(letter: Letter) -> dict[str, Any]:
    """A letter as it leaves: the words of its plain part, letter for letter."""
    subject, body = words_of(letter)
    return {
        "to": letter.decision.submission.author.known_name,
        "language": letter.language,
        "subject": subject,
        "body": mailing.plain(body),
        "empty": letter.empty,
    }
