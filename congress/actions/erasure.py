"""What calls and committees forget of a person. Experiences that were handed in are their city's and stay."""

import json
from datetime import datetime

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from accounts.models import Person
from congress.actions.book import drop_books
from congress.enums import SubmissionState
from congress.models import (
    CommitteeMember,
    Congress,
    CoPresenter,
    InterestCase,
    Partnership,
    ReviewReminder,
    Submission,
    SubmissionVersion,
)
from questions.actions.files import drop_files


def forget(*, person: str, now: datetime) -> None:
    """Deletes a person's drafts and their name as a co-presenter, inside the caller's transaction.

    A co-presenter is known by address, or by the full name where no address was given. A repeat is harmless.
    """
    who = Person.objects.filter(ref=person).first()
    if who is None:
        return
    for draft in Submission.objects.filter(author=who, state=SubmissionState.DRAFT).select_related("answer_set"):
        answers = draft.answer_set
        draft.delete()
        if answers is not None:
            drop_files(answers.files.all())
            answers.delete()
    named = Q(pk__isnull=True)
    if who.email:
        named |= Q(email__iexact=who.email)
    if who.full_name:
        named |= Q(email="", name__iexact=who.full_name)
    gone = CoPresenter.objects.filter(named)
    names = set(gone.values_list("name", flat=True)) | ({who.full_name} if who.full_name else set())
    papers = set(gone.values_list("submission_id", flat=True)) | set(
        Submission.objects.filter(author=who).values_list("pk", flat=True)
    )
    gone.delete()
    _forget_guardian(who)
    Submission.objects.filter(author=who).update(author_gender="", author_is_young=None)
    ReviewReminder.objects.filter(member__user__person=who).delete()
    # Cases stay, for they bar and were settled; what the member said of themselves goes.
    Partnership.objects.filter(member__user__person=who).delete()
    InterestCase.objects.filter(member__user__person=who).exclude(detail="").update(detail="")
    CommitteeMember.objects.filter(user__person=who).update(expertise=[])
    for congress in Congress.objects.filter(calls__submissions__in=papers).distinct():
        drop_books(congress)  # they name their presenters
    _forget_versions(names, papers)


def _forget_guardian(who: Person) -> None:
    """Takes a guardian out; the minor is then without consent, and is named nowhere."""
    if not who.email:
        return
    rows = CoPresenter.objects.filter(guardian_email__iexact=who.email)
    rows.update(guardian_name="", guardian_email="", guardian_agreed_at=None)


def _forget_versions(names: set[str], papers: set[int]) -> None:
    """Takes the names out of what the submissions held when they were saved."""
    for name in names:
        escaped = json.dumps(name)[1:-1]  # SQLite keeps JSON with its letters escaped
        rows = SubmissionVersion.objects.filter(submission__in=papers).annotate(text=Cast("content", TextField()))
        for row in rows.filter(Q(text__contains=name) | Q(text__contains=escaped)):
            shown = row.content.get("co_presenters", [])
            row.content = {**row.content, "co_presenters": [other for other in shown if other != name]}
            row.save(update_fields=["content"])
