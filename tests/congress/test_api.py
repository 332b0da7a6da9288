"""Submissions and reviews through the API."""

import pytest

from congress.models import Review, Submission
from tests.factories import accounts, network
from tests.factories import congress as make

pytestmark = pytest.mark.django_db
BODY = {"language": "en", "title": {"en": "A library"}, "summary": {"en": "We read."}}


def submissions(call):
    return f"/api/v1/congresses/{call.congress.slug}/submissions/"


def post(browser, path, body, **headers):
    return browser.post(path, body, content_type="application/json", headers=headers)


def test_an_author_submits_and_reads_it_back(client_for):
    call, who = make.call(), make.author()
    browser = client_for(who)
    made = post(browser, submissions(call), BODY)
    listed = browser.get(submissions(call)).json()
    assert (made.status_code, made.json()["state"], made.json()["city"]) == (
        201,
        "submitted",
        who.person.organisation.slug,
    )
    assert (listed["next"], [row["code"] for row in listed["results"]]) == (None, [made.json()["code"]])


def test_a_draft_may_be_incomplete(client_for):
    made = post(client_for(make.author()), submissions(make.call()), {"language": "en", "title": {}, "submit": False})
    assert (made.status_code, made.json()["state"], made.json()["submitted_at"]) == (201, "draft", None)


def test_a_personal_token_serves_too(client):
    who = make.author()
    row = accounts.ApiToken.objects.create(
        user=who, name="t", token_hash=accounts.digest("plo_x"), scopes=["read", "write"],
        expires_at="2027-01-01T00:00Z", created_at=make.NOW,
    )  # fmt: skip
    made = post(client, submissions(make.call()), BODY, authorization="Bearer plo_x")
    assert (row.user, made.status_code) == (who, 201)


def test_nobody_is_asked_to_sign_in(client):
    answer = post(client, submissions(make.call()), BODY)
    assert (answer.status_code, answer.json()["code"], answer["Content-Type"]) == (
        401, "not_authenticated", "application/problem+json"
    )  # fmt: skip


def test_a_hidden_or_unknown_congress_is_not_found(client_for):
    hidden = make.call(congress=make.congress(state="draft"))
    browser = client_for(make.author())
    paths = [submissions(hidden), "/api/v1/congresses/nowhere/submissions/"]
    assert [browser.get(path).status_code for path in paths] == [404, 404]


def test_one_sees_ones_own_alone(client_for):
    row = make.submission()
    listed = client_for(make.author(organisation=row.organisation)).get(submissions(row.call)).json()
    assert listed["results"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"language": "en"}, "title"),
        ({**BODY, "language": "de"}, "language"),
        ({**BODY, "axis": "nowhere"}, "axis"),
        ({**BODY, "call": "nothing"}, "call"),
        ({**BODY, "city": "elsewhere"}, "city"),
        ({**BODY, "summary": {}}, "summary"),
        ({**BODY, "answers": {"nothing": 1}}, "q_nothing"),
        ({**BODY, "co_presenters": [{"name": "Li", "email": "not an address"}]}, "co_presenters.0.email"),
    ],
)
def test_bad_input_is_named_field_by_field(client_for, body, field):
    network.organisation(slug="elsewhere")
    answer = post(client_for(make.author()), submissions(make.call()), body)
    assert (answer.status_code, answer.json()["code"], list(answer.json()["errors"])) == (400, "invalid", [field])
    assert Submission.objects.count() == 0


def test_refusals_carry_their_code_and_leave_nothing(client_for):
    call, who = make.call(per_city_max=1), make.author()
    browser = client_for(who)
    post(browser, submissions(call), BODY)
    full = post(browser, submissions(call), BODY)
    closed = post(browser, submissions(make.closed_call()), BODY)
    assert (full.status_code, full.json()["code"], closed.json()["code"]) == (409, "city_limit_reached", "call_closed")
    assert Submission.objects.count() == 1


def test_a_repeat_under_one_key_makes_one_submission(client_for):
    call, browser = make.call(), client_for(make.author())
    key = {"idempotency-key": "0123456789abcdef"}
    first, again = (post(browser, submissions(call), BODY, **key).json()["code"] for _ in range(2))
    other = post(browser, submissions(call), {**BODY, "title": {"en": "Else"}}, **key)
    assert (first == again, Submission.objects.count(), other.status_code) == (True, 1, 422)


def test_a_member_reviews_what_is_assigned(client_for):
    call = make.closed_call()
    make.criterion(call=call, code="coherence")
    row = make.assignment(submission=make.submission(call=call))
    path = f"/api/v1/submissions/{row.submission.code}/reviews/"
    browser = client_for(row.member.user)
    bad = post(browser, path, {"scores": {"coherence": 9}})
    good = post(browser, path, {"scores": {"coherence": 4}, "comment_authors": "Clear"})
    assert (bad.json()["errors"], good.status_code, good.json()["score"]) == (
        {"score_coherence": ["Scores are whole numbers from 1 to 5."]}, 201, "4.000"
    )  # fmt: skip
    assert Review.objects.get().state == "submitted"


def test_reviews_of_what_is_not_assigned_are_not_found(client_for):
    row = make.assignment()
    other = make.member(congress=row.submission.call.congress)
    own = make.assignment(
        member=other, submission=make.submission(call=row.submission.call, organisation=other.organisation)
    )
    browser = client_for(other.user)
    paths = [f"/api/v1/submissions/{code}/reviews/" for code in (row.submission.code, own.submission.code, "NOSUCH")]
    assert [post(browser, path, {"scores": {}}).status_code for path in paths] == [404, 404, 404]
