"""The sealed log: a chain that nothing but adding changes, and nobody's name in it."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from common.actors import Actor
from congress.actions import log, rehearsal
from congress.actions.decision import decide
from congress.actions.release import release
from congress.models import LogEntry, Submission, guards
from congress.queries.checks import logs
from congress.queries.log import verified
from congress.rules.log import Link, canonical, digest_of, line, sealed, verify
from tests.congress.test_races import at_once, together
from tests.factories import congress as make

BY = Actor("user", "7", "Ana Pérez")
contents = st.dictionaries(st.text(max_size=4), st.none() | st.integers() | st.text(max_size=5), max_size=3)


def chain(parts):
    made, previous = [], ""
    for number, content in enumerate(parts, 1):
        digest = digest_of(number=number, at=make.NOW, kind="decision", content=content, previous=previous)
        made.append(Link(number, make.NOW, "decision", content, previous, digest))
        previous = digest
    return made


def altered(link, **changes):
    values = {name: getattr(link, name) for name in Link.__slots__}
    return Link(**{**values, **changes})


@given(st.lists(contents, min_size=1, max_size=6), st.data())
def test_whatever_is_changed_is_named_and_what_lies_before_holds(parts, data):
    links = chain(parts)
    at = data.draw(st.integers(0, len(links) - 1))
    changes = data.draw(
        st.sampled_from(
            [{"content": {"other": "value"}}, {"kind": "release"}, {"at": make.NOW + timedelta(microseconds=1)}]
        )
    )
    broken = [*links[:at], altered(links[at], **changes), *links[at + 1 :]]

    assert verify(links).is_whole
    assert (verify(broken).broken, verify(broken).fault, verify(broken).links) == (at + 1, "content", at)


def test_a_link_taken_out_leaves_a_gap_and_one_written_anew_breaks_the_next():
    links = chain([{"n": n} for n in range(4)])
    anew = chain([{"n": 0}, {"n": 9}])[1]

    assert (verify([links[0], *links[2:]]).broken, verify([links[0], *links[2:]]).fault) == (2, "gap")
    assert (verify([links[0], anew, *links[2:]]).broken, verify([links[0], anew, *links[2:]]).fault) == (3, "previous")


def test_a_link_older_than_the_one_before_is_told_and_breaks_nothing():
    first = chain([{}])[0]
    times = (make.NOW, make.NOW - timedelta(seconds=1))
    later = [
        Link(2, at, "decision", {}, first.digest,
             digest_of(number=2, at=at, kind="decision", content={}, previous=first.digest))
        for at in times
    ]  # fmt: skip

    found = [verify([first, link]) for link in later]
    assert [(one.is_whole, one.is_in_time) for one in found] == [(True, True), (True, False)]


def test_what_could_be_written_in_two_ways_is_refused():
    assert canonical({"b": [1, None], "a": "ñ"}) == '{"a":"ñ","b":[1,null]}'.encode()
    for value in ({"a": 1.0}, {1: "a"}, {"a": make.NOW}):
        with pytest.raises(TypeError):
            canonical(value)


@pytest.mark.django_db
def test_deciding_and_releasing_are_recorded_without_names_or_words(now):
    call = make.closed_call()
    row = make.submission(call=call)
    make.review(assignment=make.assignment(submission=row, state="done"), scores={"c": 4}, comment_authors="Good")
    decide(submission=row, outcome="rejected", reason="Too far from the theme", version=0, by=BY, now=now)
    release(call=call, submissions=Submission.objects.all(), by=BY, now=now)

    first, second = LogEntry.objects.all()
    text = json.dumps([first.content, second.content], ensure_ascii=False)
    assert verified(call).is_whole
    assert [first.kind, second.kind, second.number] == ["decision", "release", 2]
    assert first.content["scores"][0]["score"] == "4.000"
    assert first.content["reason"] == sealed("Too far from the theme", first.content["reason"]["salt"])
    for told in ("Too far", "Ana", row.author.full_name, row.author.email, "Good"):
        assert told not in text


@pytest.mark.django_db
def test_the_database_lets_no_link_be_changed_or_taken_out(now):
    made = log.record(call=make.call(), kind="decision", content={"outcome": "accepted"}, now=now)
    for harm in (
        lambda: LogEntry.objects.filter(pk=made.pk).update(content={"outcome": "rejected"}),
        lambda: LogEntry.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            harm()
    assert (LogEntry.objects.get().content, guards.missing(connection)) == ({"outcome": "accepted"}, [])


@pytest.mark.django_db
def test_a_rehearsal_and_a_congress_take_their_logs_along_and_the_guards_stay(now):
    call = make.call()
    log.record(call=call, kind="decision", content={}, now=now)
    with transaction.atomic():
        rehearsal.drop(call.congress)
        assert guards.missing(connection) == []
    other = log.record(call=call, kind="decision", content={}, now=now)
    assert other.number == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        other.delete()
    with transaction.atomic():
        log.drop_logs(call.congress)
    call.congress.delete()
    assert LogEntry.objects.count() == 0


def verify_log(*args):
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_log", *args, stdout=out, stderr=err)
    except SystemExit as ended:
        return ended.code, json.loads(out.getvalue()), err.getvalue()
    return 0, json.loads(out.getvalue()), err.getvalue()


@pytest.mark.django_db
def test_the_command_and_the_doctor_name_the_first_broken_link(now):
    call = make.call()
    made = [log.record(call=call, kind="decision", content={"n": n}, now=now) for n in range(3)]
    where = ("--congress", call.congress.slug, "--call", call.code)
    status, told, _said = verify_log(*where, "--head", made[1].digest)
    assert (status, told["whole"], told["calls"][0]["head"]) == (0, True, made[2].digest)
    assert told["calls"][0]["in_order_of_time"] is True
    assert verify_log(*where, "--head", "0" * 64)[0] == 1

    connection.check_constraints()  # PostgreSQL drops no trigger while others are pending
    guards.remove(connection)
    LogEntry.objects.filter(number=2).update(content={"n": 9})
    guards.install(connection)
    status, told, said = verify_log(*where)
    assert (status, told["calls"][0]["broken"], told["calls"][0]["fault"]) == (1, 2, "content")
    assert f"{call.congress.slug}/{call.code}: link 2 does not hold" in said
    assert logs(call.congress).examples == (f"{call.code} link 2: content",)


@pytest.mark.django_db
def test_auditor_and_owner_read_and_export_and_nobody_else(client_for, now, settings):
    settings.DEMO = True  # owner and auditor need no second factor here
    call = make.closed_call()
    made = [log.record(call=call, kind="decision", content={"submission": "ABC", "outcome": "accepted"}, now=now)]
    where = reverse("congress-manage-log", args=[call.congress.slug, call.code])
    auditor = make.team_member(congress=call.congress, role="auditor").user
    chair = make.member(congress=call.congress, role="chair").user
    both = make.member(congress=call.congress, role="chair").user
    make.team_member(congress=call.congress, user=both)
    make.submission(call=call, organisation=both.person.organisation)

    assert [client_for(user).get(where).status_code for user in (auditor, chair, both, make.author())] == [
        200, 404, 404, 404
    ]  # fmt: skip
    page = client_for(auditor).get(where).content.decode()
    lines = client_for(auditor).get(where, {"format": "jsonl"}).getvalue().decode()
    link = Link(1, made[0].at, "decision", made[0].content, "", made[0].digest)
    assert (made[0].digest in page, lines) == (True, line(link) + "\n")


@pytest.mark.django_db
def test_the_page_says_values_in_words_and_the_file_keeps_the_codes(client_for, now, settings):
    settings.DEMO = True
    call = make.closed_call()
    for kind, content in (
        ("decision", {"outcome": "accepted"}), ("decision", {"outcome": ""}), ("assignment", {"act": "taken_back"}),
        ("assignment", {"act": "recused"}), ("answer", {"what": "unconfirmed"}), ("offer", {"what": "ABCDE"}),
        ("deferral", {"until": "2026-12-24"}), ("conflict", {"state": "dismissed"}),
    ):  # fmt: skip
        log.record(call=call, kind=kind, content=content, now=now)
    browser = client_for(make.team_member(congress=call.congress, role="auditor").user)
    where = reverse("congress-manage-log", args=[call.congress.slug, call.code])

    assert [row["what"] for row in browser.get(where).context["rows"]][::-1] == [
        "Selected", "No decision yet", "Taken back", "The reader recused themselves", "Not confirmed in time",
        "To ABCDE", "Until 24 December 2026", "Dismissed",
    ]  # fmt: skip
    assert '"act":"taken_back"' in browser.get(where, {"format": "jsonl"}).getvalue().decode()


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_many_queries_for_three_as_for_one(client_for, now, settings, assert_queries, rows):
    settings.DEMO = True
    call = make.closed_call()
    for _ in range(rows):
        log.record(call=call, kind="decision", content={}, now=now)
    browser = client_for(make.team_member(congress=call.congress, role="auditor").user)
    where = reverse("congress-manage-log", args=[call.congress.slug, call.code])
    with assert_queries(12):
        browser.get(where)


def recording(call, now):
    return lambda: log.record(call=call, kind="decision", content={}, now=now)


@pytest.mark.postgres
def test_two_at_once_keep_the_numbers_without_gaps(now, monkeypatch):
    call = make.call()
    monkeypatch.setattr(log, "digest_of", together(log.digest_of))
    assert at_once(recording(call, now), recording(call, now)) == []
    assert (verified(call).is_whole, verified(call).links) == (True, 2)


@pytest.mark.postgres
def test_without_the_lock_two_take_the_same_number(now, monkeypatch):
    call = make.call()
    monkeypatch.setattr(log, "digest_of", together(log.digest_of))
    monkeypatch.setattr(log, "held_call", lambda pk: None)
    assert at_once(recording(call, now), recording(call, now)) == [IntegrityError]
