"""Who is to present an accepted experience and is not registered yet, and the link with which they register."""

import hmac
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import translation

from common.tokens import derivations, derive
from congress.models import Congress, CoPresenter, Submission
from congress.queries.submission import accepted_submissions
from registration.enums import LIVE
from registration.models import Category, Registration

CATEGORY = "speaker"  # the code of the category in which presenters register, where a congress has it
PREFIX = "plpr"


def presenter_url(submission: Submission, language: str) -> str:
    """The address in the letter: whoever opens it finds city and category filled in."""
    arguments = [submission.call.congress.slug, submission.code, derive(PREFIX, submission.code)]
    with translation.override(language):
        return f"{settings.PUBLIC_URL}{reverse('registration-presenter', args=arguments)}"


def presented(congress: Congress, code: str, secret: str) -> Submission | None:
    """The accepted experience of a presenters' link; None for a link that opens nothing (any more)."""
    if not any(hmac.compare_digest(secret, one) for one in derivations(PREFIX, code)):
        return None
    return accepted_submissions(congress).filter(code=code).first()


def presenters_of(submission: Submission) -> frozenset[str]:
    """The addresses of those who are named as presenters, folded."""
    user = getattr(submission.author, "user", None)
    named = [submission.author.email, user.email if user else ""]
    named += submission.co_presenters.filter(declined_at__isnull=True).values_list("email", flat=True)
    return frozenset(address.casefold() for address in named if address)


def presenter_category(congress: Congress) -> Category | None:
    return congress.categories.prefetch_related("fees").filter(code=CATEGORY).first()


def with_registered(submissions: QuerySet[Any], congress: Congress) -> QuerySet[Any]:
    """Adds `is_registered`: whether the author or a co-presenter, by person or by address, is registered."""
    live = Registration.objects.filter(congress=congress, state__in=LIVE).annotate(mailbox=Lower("person__email"))
    beside = CoPresenter.objects.filter(submission=OuterRef("pk")).exclude(email="").annotate(mailbox=Lower("email"))
    return submissions.annotate(author_mailbox=Lower("author__email")).annotate(
        is_registered=Q(Exists(live.filter(person=OuterRef("author"))))
        | Q(Exists(live.exclude(mailbox="").filter(mailbox=OuterRef("author_mailbox"))))
        | Q(Exists(beside.filter(Exists(live.filter(mailbox=OuterRef("mailbox"))))))
    )


def unregistered(congress: Congress, submissions: QuerySet[Submission] | None = None) -> QuerySet[Submission]:
    """Accepted experiences none of whose presenters is registered, by the day up to which they have to be."""
    rows: QuerySet[Any] = accepted_submissions(congress)
    if submissions is not None:
        rows = rows.filter(pk__in=submissions.values("pk"))
    return with_registered(rows, congress).filter(is_registered=False).order_by("call__presenters_due_on", "code")
