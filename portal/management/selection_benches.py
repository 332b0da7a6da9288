"""What is measured of ranking and selection: two thousand experiences more in the demo's call, three reviews each."""

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from random import Random

from django.test import Client

from accounts.models import User
from common import clock
from common.benching import Act, bench
from common.tokens import new_code
from congress.enums import Role
from congress.models import Assignment, Call, CommitteeMember, Review, Submission, TeamMember
from congress.queries.proposal import Wish, drafted
from congress.queries.ranking import ranking_of
from congress.rules.selection import places_of
from portal.management.benches import CONGRESS, Stage

MANY = 2_000
READERS = 200
EACH = 3
LARGEST = 300_000  # bytes of a page


@cache
def _filled() -> Call:
    call = Call.objects.select_related("congress").get(congress__slug=CONGRESS, code="experiences")
    rows = list(call.submissions.filter(state="submitted"))
    copies = [_copy(rows[number % len(rows)]) for number in range(MANY)]
    Submission.objects.bulk_create(copies, batch_size=500)
    random, now = Random(7), clock.now()  # noqa: S311 - made-up scores
    members = _members(call)
    effects = {member.pk: random.gauss(0, 0.4) for member in members}
    made = Assignment.objects.bulk_create(
        (
            Assignment(submission=row, member=member, state="done", assigned_at=now, changed_at=now)
            for row in copies
            for member in random.sample(members, EACH)
        ),
        batch_size=500,
    )
    Review.objects.bulk_create(
        (
            Review(
                assignment=row,
                state="submitted",
                score=Decimal(str(round(min(max(3 + effects[row.member_id] + random.gauss(0, 0.8), 1), 5), 3))),
                updated_at=now,
                submitted_at=now,
            )
            for row in made
        ),
        batch_size=500,
    )
    return call


def _members(call: Call) -> list[CommitteeMember]:
    some = list(CommitteeMember.objects.filter(congress=call.congress))
    users = User.objects.exclude(pk__in=[member.user_id for member in some]).order_by("pk")[: READERS - len(some)]
    more = [CommitteeMember(congress=call.congress, user=user, languages=["en"]) for user in users]
    return some + CommitteeMember.objects.bulk_create(more, batch_size=500)


def _copy(row: Submission) -> Submission:
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return Submission(**fields | {"id": None, "code": new_code(), "answer_set_id": None})


def _page(path: str) -> Callable[[Stage], Act]:
    def prepare(stage: Stage) -> Act:
        _filled()
        chair = TeamMember.objects.filter(congress__slug=CONGRESS, role=Role.CHAIR).select_related("user")[0].user
        browser = Client(headers={"host": "127.0.0.1"}, raise_request_exception=True)
        browser.force_login(chair, "django.contrib.auth.backends.ModelBackend")
        return lambda: _whole(browser, f"/en/{CONGRESS}/manage/call/experiences/{path}")

    return prepare


def _whole(browser: Client, path: str) -> None:
    answer = browser.get(path)
    if answer.streaming:
        b"".join(answer.streaming_content)
    elif answer.status_code != 200 or len(answer.content) > LARGEST:
        raise RuntimeError(f"{path} answered {answer.status_code} with {len(answer.content)} bytes")


bench(f"call of {MANY}: list", n=5)(_page("submissions/?sort=-score"))
bench(f"call of {MANY}: ranking", n=5)(_page("ranking/"))
bench(f"call of {MANY}: ranking, filtered and sorted", n=5)(_page("ranking/?reviews=disputed&sort=-spread&page=2"))
bench(f"call of {MANY}: hard and soft readers", n=5)(_page("ranking/readers/"))
bench(f"call of {MANY}: ranking as CSV", n=5)(_page("ranking/file/"))
bench(f"call of {MANY}: selection", n=5)(_page("selection/"))
bench(f"call of {MANY}: a selection proposed", n=5)(_page("selection/what-if/?fill=1&reserve=20"))
bench(f"call of {MANY}: reserve list", n=5)(_page("selection/reserve/"))


@bench(f"call of {MANY}: the engine alone", n=5)
def engine(stage: Stage) -> Act:
    call = _filled()
    found = ranking_of(call.submissions.all())
    return lambda: drafted(found, Wish(places_of(call.places, call.selected_per_city)))
