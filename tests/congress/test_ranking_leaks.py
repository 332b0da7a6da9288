"""What ranking and selection must not tell: people by channels, and what a chair is party to by any figure."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from common.models import AuditEntry
from congress.models import Decision
from tests.factories import congress as make

pytestmark = pytest.mark.django_db
CHANNELS = [
    "ranking", "ranking?sort=raw&reviews=disputed", "ranking-readers", "ranking-file", "ranking-file?format=xlsx",
    "selection", "what-if?fill=1", "what-if?fill=1&total=2&by=raw", "reserve", "selection-places",
]  # fmt: skip
# Whoever organises reads the scores; deciding, its files and the effects of readers are the chairs'.
FOR_ORGANISERS = {"ranking", "ranking?sort=raw&reviews=disputed"}


@pytest.fixture
def call():
    return make.closed_call(places={"total": 2, "language": {"en": 2}}, selected_per_city=1)


@pytest.fixture
def chair(call):
    return make.member(congress=call.congress, role="chair")


@pytest.fixture
def readers(call):
    return [make.member(congress=call.congress) for _ in range(3)]


def url(call, channel):
    name, _mark, query = channel.partition("?")
    return reverse(f"congress-manage-{name}", args=[call.congress.slug, call.code]) + (f"?{query}" if query else "")


def read(call, readers, *scores, **kw):
    row = make.submission(call=call, **kw)
    for member, score in zip(readers, scores, strict=False):
        make.review(assignment=make.assignment(submission=row, member=member, state="done"), score=Decimal(score))
    return row


def seen(browser, path):
    """What comes back, less what is another at every request."""
    answer = browser.get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if path.endswith("xlsx"):
        return answer.status_code, "xlsx"  # a zip holds the time of day; the lines are those of the CSV
    text = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", body.decode())
    return answer.status_code, text


def test_who_may_ask_for_what(client_for, call, chair, readers):
    paper = read(call, readers, 5, 2, 4)
    make.decision(submission=paper)
    people = {
        "deputy": make.member(congress=call.congress, role="deputy").user,
        "owner": make.team_member(congress=call.congress).user,
        "auditor": make.team_member(congress=call.congress, role="auditor").user,
        "member": readers[0].user,
        "author": make.author(organisation=paper.organisation),
        "door": make.team_member(congress=call.congress, role="door").user,
        "chair elsewhere": make.member(role="chair").user,
    }
    people["author"].person.submissions.set([paper])
    got = {
        name: {channel for channel in CHANNELS if client_for(user).get(url(call, channel)).status_code == 200}
        for name, user in people.items()
    }
    nothing = dict.fromkeys(("member", "author", "door", "chair elsewhere"), set())
    assert got == nothing | {
        "deputy": set(CHANNELS),
        "owner": FOR_ORGANISERS | {"selection-places"},
        "auditor": FOR_ORGANISERS,
    }


def test_who_may_write_nothing_writes_nothing(client_for, call, chair, readers):
    paper = read(call, readers, 5)
    sent = {"chosen": [paper.code], f"seen-{paper.code}": "0", "outcome": "accepted", "do": "keep", "fill": "on"}
    for user in (readers[0].user, make.author(), make.team_member(congress=call.congress, role="auditor").user):
        browser = client_for(user)
        for channel in ("selection", "what-if", "reserve", "selection-places"):
            assert browser.post(url(call, channel), sent).status_code == 404
    assert (Decision.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_no_file_names_a_reader(client_for, call, chair, readers):
    read(call, readers, 5, 2, 4)
    _status, lines = seen(client_for(chair.user), url(call, "ranking-file"))
    assert not any(str(m.user.person.family_name) in lines or m.user.email in lines for m in readers)


def test_what_a_chair_is_party_to_moves_no_figure_of_theirs(client_for, call, chair, readers):
    """The same pages, byte for byte, whatever is read, scored and decided of the chair's own city."""
    papers = [read(call, readers, *scores) for scores in ((5, 3, 4), (4, 2), (3, 3, 1))]
    make.decision(submission=papers[0])
    make.decision(submission=papers[2], outcome="reserve", rank=2)
    browser = client_for(chair.user)
    channels = [*CHANNELS, "call", "submissions", "readers", "places", "release"]
    before = {channel: seen(browser, url(call, channel)) for channel in channels}

    own = read(call, readers, 1, 5, 5, organisation=chair.organisation, author_gender="woman")
    make.decision(submission=own, outcome="reserve", rank=1)
    told = read(call, readers, 5, 5, 1, organisation=chair.organisation, language="pt", state="accepted")
    assert {channel: seen(browser, url(call, channel)) for channel in channels} == before
    assert own.code not in str(before) + told.code


def test_places_on_the_reserve_list_leave_no_gap_for_what_is_hidden(client_for, call, chair):
    told = make.submission(call=call, state="reserve")
    Decision.objects.filter(submission=told).update(rank=2)
    make.decision(submission=make.submission(call=call), outcome="reserve", rank=4)
    browser = client_for(chair.user)
    assert [row["place"] for row in browser.get(url(call, "reserve")).context["rows"]] == [1, 2]
    assert [row["rank"] for row in browser.get(url(call, "places")).context["reserve"]] == [1]


def test_what_a_chair_is_party_to_cannot_be_decided_tried_or_moved(client_for, call, chair, readers):
    papers = [read(call, readers, score) for score in (4, 3)]
    own = read(call, readers, 5, organisation=chair.organisation)
    for rank, row in enumerate((papers[0], own, papers[1]), 1):
        make.decision(submission=row, outcome="reserve", rank=rank)
    browser = client_for(chair.user)
    hidden = Decision.objects.get(submission=own)
    sent = {"chosen": [own.code], f"seen-{own.code}": f"{hidden.pk}.1", "outcome": "accepted"}
    unknown = {"chosen": ["NOSUCHCODE"], "seen-NOSUCHCODE": "1.1", "outcome": "accepted"}
    assert seen_post(browser, url(call, "selection"), sent) == seen_post(browser, url(call, "selection"), unknown)
    tried, none = ({"chosen": [code], "total": "9", "by": "raw"} for code in (own.code, "NOSUCHCODE"))
    assert seen_post(browser, url(call, "what-if"), tried) == seen_post(browser, url(call, "what-if"), none)
    browser.post(url(call, "reserve"), {"move": f"{papers[1].code} {papers[0].code}"})
    ranks = dict(Decision.objects.values_list("submission", "rank"))
    assert ranks == {papers[1].pk: 1, own.pk: 2, papers[0].pk: 3}
    assert Decision.objects.get(submission=own).version == 1


def seen_post(browser, path, data):
    answer = browser.post(path, data)
    text = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    return answer.status_code, text.replace(data["chosen"][0], "WHAT WAS SENT")


def test_a_deputy_sees_and_decides_what_the_chair_may_not(client_for, call, chair, readers):
    own = read(call, readers, 5, organisation=chair.organisation)
    deputy = make.member(congress=call.congress, role="deputy")
    sent = {"chosen": [own.code], f"seen-{own.code}": "0", "outcome": "accepted"}
    client_for(deputy.user).post(url(call, "selection"), sent)
    assert Decision.objects.get().submission == own
