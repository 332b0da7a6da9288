"""A pending decision changes nothing that its author is answered: the same statements, status and size."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registration.queries.presenters import presenter_url
from tests.factories import congress as make

pytestmark = pytest.mark.django_db


def answers(client_for: Any, outcome: str | None) -> list[tuple[int, int, int]]:
    """(status, bytes, statements) of each page that an author can try, with such a decision pending."""
    call = make.closed_call(congress=make.congress(slug=f"case-{outcome or 'none'}".ljust(13, "-")))
    user = make.author()
    row = make.submission(call=call, author=user.person, title={"en": "A clock"})
    if outcome:
        make.decision(submission=row, outcome=outcome, reason="Your place in the sun")
    one = [call.congress.slug, call.code, row.code]
    paths = [reverse(f"congress-submission{name}", args=one) for name in ("", "-place", "-versions", "-withdraw")]
    paths += [presenter_url(row, "en").removeprefix(settings.PUBLIC_URL), "/en/me/"]
    browser, found = client_for(user), []
    browser.get("/en/me/")
    for path in paths:
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(path)
        found.append((answer.status_code, len(answer.content), len(asked)))
    return found


def test_no_answer_tells_one_pending_decision_from_another(client_for):
    told = {outcome: answers(client_for, outcome) for outcome in (None, "accepted", "reserve", "rejected")}
    sizes = {outcome: [(status, queries) for status, _size, queries in rows] for outcome, rows in told.items()}
    assert set(map(tuple, sizes.values())) == {tuple(sizes[None])}
    spread = [{rows[n][1] for rows in told.values()} for n in range(len(told[None]))]
    # Names that are counted up may grow by a digit, and nothing else may differ.
    assert all(max(each) - min(each) <= 40 for each in spread), spread
