"""Whether a congress, its calls and its committee agree with their tables, and speak all their languages."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, Subquery

from common.checking import Check, check, untranslated
from congress.enums import AssignmentState, CongressState, Outcome, ReviewState, SubmissionState
from congress.models import (
    Assignment,
    Axis,
    Call,
    Congress,
    Criterion,
    Decision,
    Format,
    Page,
    Review,
    Submission,
    guards,
)
from congress.queries.log import verified

CHUNK = 2000
DECIDED = (SubmissionState.ACCEPTED, SubmissionState.RESERVE, SubmissionState.REJECTED)


def checks(congress: Congress) -> list[Check]:
    return [states(congress), languages(congress), logs(congress)]


def states(congress: Congress) -> Check:
    """No state outside its table; what an author reads is the last decision that was released to them."""
    rows = Submission.objects.filter(call__congress=congress)
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return check("submission_states", _strays(congress), {"by_state": counts, "submissions": sum(counts.values())})


def logs(congress: Congress) -> Check:
    """Every link of the sealed logs holds, and the database still has what keeps them as they are."""
    verdicts = [(call.code, verified(call)) for call in Call.objects.filter(congress=congress)]
    wrong = [f"{code} link {verdict.broken}: {verdict.fault}" for code, verdict in verdicts if not verdict.is_whole]
    wrong += [f"guard {name}" for name in guards.missing(connection)]
    return check("sealed_logs", wrong, {"links": sum(verdict.links for _code, verdict in verdicts)})


def _strays(congress: Congress) -> Iterator[str]:
    if congress.state not in CongressState.values:
        yield f"congress {congress.slug}"
    released = Decision.objects.filter(submission=OuterRef("pk"), released_at__isnull=False).order_by("-pk")
    papers = Submission.objects.filter(call__congress=congress).annotate(told=Subquery(released.values("outcome")[:1]))
    wrong = papers.filter(
        ~Q(state__in=SubmissionState.values)
        | Q(state__in=DECIDED) & (Q(told__isnull=True) | ~Q(told=F("state")))
        | Q(state=SubmissionState.SUBMITTED, told__isnull=False)
        | Q(state__in=DECIDED, submitted_at__isnull=True)
    )
    yield from (f"submission {code}" for code in wrong.order_by("pk").values_list("code", flat=True).iterator(CHUNK))
    strays = (
        ("assignment", Assignment.objects.filter(submission__call__congress=congress), AssignmentState, "state"),
        ("review", Review.objects.filter(assignment__submission__call__congress=congress), ReviewState, "state"),
        ("decision", Decision.objects.filter(submission__call__congress=congress), Outcome, "outcome"),
    )
    for kind, rows, known, column in strays:
        odd = rows.exclude(**{f"{column}__in": known.values}).order_by("pk")
        yield from (f"{kind} {pk}" for pk in odd.values_list("pk", flat=True).iterator(CHUNK))


def languages(congress: Congress) -> Check:
    """The names that readers meet stand in all the languages of the congress; longer texts where there are any."""
    said = congress.languages
    wrong = [] if said else [f"congress {congress.slug}: no language"]
    wrong += untranslated([("congress name", congress.name)], said, required=True)
    wrong += untranslated([(f"congress {n}", getattr(congress, n)) for n in ("theme", "description", "venue")], said)
    named = (
        ("axis", Axis.objects.filter(congress=congress), "code", "name"),
        ("page", Page.objects.filter(congress=congress, is_published=True), "slug", "title"),
        ("call", Call.objects.filter(congress=congress), "code", "title"),
        ("format", Format.objects.filter(call__congress=congress), "code", "name"),
        ("criterion", Criterion.objects.filter(call__congress=congress), "code", "name"),
    )
    for kind, rows, code, column in named:
        texts = ((f"{kind} {name}", text) for name, text in rows.values_list(code, column))
        wrong += untranslated(texts, said, required=True)
    guidance = Call.objects.filter(congress=congress).values_list("code", "guidance")
    wrong += untranslated(((f"call {code} guidance", text) for code, text in guidance), said)
    for slug, body in Page.objects.filter(congress=congress, is_published=True).values_list("slug", "body"):
        lacking = [language for language in said if not (body or {}).get(language)]
        wrong += [f"page {slug} text: {', '.join(lacking)}"] if lacking else []
    return check("congress_languages", wrong, {"languages": said})
