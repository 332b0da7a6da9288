"""Earlier experiences that somebody may copy into a call, and what they hold."""

from dataclasses import replace
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Liaison, Person
from congress.enums import SubmissionState
from congress.models import Call, Submission
from congress.queries.presenters import presenter_of
from congress.queries.submission import RELATED, organisations_of, terms_of
from congress.rules.content import Content
from congress.rules.copying import copied
from questions.models import Form
from questions.queries.forms import asked, questions_of, spec
from questions.rules.answers import fault_of


def copyable(person: Person, call: Call, on: date) -> QuerySet[Submission]:
    """One's own experiences in other congresses, and those handed in there by the cities that one speaks for.

    Newest first, and only for organisations for which one may write today.
    """
    spoken = Liaison.objects.speaking(on).general().filter(person=person).values("organisation_id")
    of_city = Q(organisation__in=spoken) & ~Q(state=SubmissionState.DRAFT)
    rows = Submission.objects.filter(Q(author=person) | of_city, organisation__in=organisations_of(person, on))
    rows = rows.exclude(call__congress=call.congress_id).select_related(*RELATED)
    return rows.order_by("-updated_at", "-pk")


def copy_of(source: Submission, call: Call) -> Content | None:
    """What a copy in another call would hold; None where the call takes none of the languages of its title."""
    answers = source.answer_set.answers if source.answer_set else {}
    content = Content(
        language=source.language,
        title=source.title,
        summary=source.summary,
        axis=source.axis.code if source.axis else "",
        format=source.format.code if source.format else "",
        answers=answers,
        co_presenters=tuple(presenter_of(row) for row in source.co_presenters.all()),
    )
    fitting = copied(content, terms_of(call), _kinds(call.form), _kinds(source.call.form))
    if fitting is None:
        return None
    # What the questions of today refuse (an option that is gone, another limit) is not taken along.
    specs = {q.code: spec(q) for q in asked(questions_of(call.form))}
    kept = {
        code: value for code, value in fitting.answers.items() if fault_of(specs[code], value, complete=False) is None
    }
    return replace(fitting, answers=kept)


def _kinds(form: Form | None) -> dict[str, str]:
    return {q.code: q.kind for q in asked(questions_of(form))}
