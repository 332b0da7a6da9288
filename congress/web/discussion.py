"""What the committee says among itself about one experience: others' reviews and notes, after one's own review."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common import clock, fields
from common.errors import DomainError
from congress.actions.discussion import MOST_CHARACTERS, write_note
from congress.enums import AssignmentState, ReviewState, SubmissionState
from congress.models import Assignment, CommitteeMember, DiscussionNote, Submission
from congress.permissions import COMMITTEE, JUDGES, has_role, seat_of
from congress.queries.rounds import Reading
from congress.rules.rounds import sees_others
from congress.web import reading
from congress.web.scope import team_congress
from congress.web.shown import score_text


class NoteForm(forms.Form):
    """A few lines for the others."""

    text = forms.CharField(
        label=gettext_lazy("Write to the other readers"),
        help_text=gettext_lazy("Readers of this experience and the chair see it with your name; its authors never."),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def for_reader(request: HttpRequest, one: Reading) -> dict[str, Any] | None:
    """The others' reviews and the notes; None while a review of the reader's own is still to be handed in."""
    work, member = one.row.submission, one.row.member_id
    own = Assignment.objects.filter(submission=work, member=member).values_list("state", flat=True)
    if not sees_others(own):
        return None
    return {
        "reviews": _reviews(work, but=member),
        **notes_of(work, CommitteeMember.objects.get(pk=member)),
        "form": NoteForm() if work.state == SubmissionState.SUBMITTED else None,
    }


def for_chair(request: HttpRequest, work: Submission) -> dict[str, Any]:
    """The notes, and the form for chair and deputies that have a seat."""
    judge = has_role(request.user, work.call.congress, *JUDGES)
    seat = seat_of(request.user, work.call.congress) if judge else None
    writes = seat is not None and work.state == SubmissionState.SUBMITTED
    return {**notes_of(work, seat), "form": NoteForm() if writes else None}


def notes_of(work: Submission, member: CommitteeMember | None) -> dict[str, Any]:
    """The notes in order, one's own marked."""
    rows = DiscussionNote.objects.filter(submission=work).select_related("member__user__person")
    return {
        "notes": [
            {
                "pk": row.pk,
                "name": row.member.user.person.known_name,
                "text": row.text,
                "at": row.written_at,
                "changed_at": row.changed_at,
                "is_own": member is not None and row.member_id == member.pk,
            }
            for row in rows
        ]
    }


@login_required
@require_POST
def by_reader(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    """A reader says something to the others, or changes what they said."""
    edition = team_congress(request, congress, *COMMITTEE)
    _place, one = reading.found(reading.mine(request, edition), code)
    _write(request, one.row.submission, one.row.member)
    return redirect(f"{reverse('congress-review', args=[congress, code])}#discussion")


def write_as_chair(request: HttpRequest, work: Submission) -> None:
    """Chair or deputy says something to the readers; 404 without a seat."""
    seat = seat_of(request.user, work.call.congress)
    if seat is None:
        raise Http404
    _write(request, work, seat)


def _write(request: HttpRequest, work: Submission, member: CommitteeMember) -> None:
    number = request.POST.get("note", "")
    try:
        write_note(
            submission=work,
            member=member,
            text=request.POST.get("text", ""),
            note=int(number) if number.isascii() and number.isdigit() else None,
            by=request.user.as_actor(),  # type: ignore[union-attr]
            now=clock.now(),
        )
    except DomainError as error:
        said = [str(text) for texts in error.fields.values() for text in texts] or [str(error)]
        messages.error(request, " ".join(said))
    else:
        messages.success(request, _("The others can read it now."))


def _reviews(work: Submission, *, but: int) -> list[dict[str, Any]]:
    criteria = list(work.call.criteria.all())
    rows = (
        Assignment.objects.filter(submission=work, review__state=ReviewState.SUBMITTED)
        .exclude(member=but)
        .exclude(state=AssignmentState.RECUSED)
        .select_related("member__user__person", "review__recommended_format")
        .order_by("pk")
    )
    return [
        {
            "name": row.member.user.person.known_name,
            "score": score_text(row.review.score),
            "scores": [(fields.pick(c.name), row.review.scores.get(c.code)) for c in criteria],
            "format": fields.pick(row.review.recommended_format.name) if row.review.recommended_format else "",
            "confidence": row.review.confidence,
            "comment_authors": row.review.comment_authors,
            "comment_committee": row.review.comment_committee,
        }
        for row in rows
    ]
