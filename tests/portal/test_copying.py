"""The next edition, compared with the one it was begun from, field by field."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from common.actors import Actor
from common.models import IdempotencyKey, StoredFile
from common.transfer.shift import Shift
from common.transfer.writing import Gathering
from congress.actions.settings import CongressSlugTaken
from congress.models import Congress, Milestone, Page, Picture, TeamMember
from payments.models import Book, Issuer
from portal.actions.copying import copy_edition
from portal.queries import edition
from portal.queries.copying import prospect
from registration.models import BadgeKey, Fee, Registration, Terms
from tests.factories import accounts
from tests.factories import registration as people
from tests.portal.editions import at, filled, full
from visits.models import Departure

pytestmark = pytest.mark.django_db
DAYS = 371  # 53 weeks
NAME = {"en": "Second", "pt": "Segundo"}
NEXT = date(2028, 5, 30)
# What a copy does not take over, literally: {field: its value in the copy}. A function is told the copied row.
ANEW: dict[str, Any] = {
    "congress.congress.slug": "second",
    "congress.congress.name": NAME,
    "congress.congress.version": 1,
    "congress.congress.state": "draft",
    "congress.congress.announced_at": None,
    "congress.congress.announced_until": None,
    "congress.congress.programme_at": None,
    "congress.congress.programme_until": None,
    "congress.congress.published_at": None,
    "congress.congress.archived_at": None,
    "congress.congress.number": lambda row: Congress.objects.get(slug="first").number + 1,
    "congress.congress.is_demo": False,
    "congress.page.version": 1,
    "congress.page.updated_at": lambda row: datetime(2026, 11, 21, 9, tzinfo=UTC),
    "congress.page.is_published": False,
    "congress.page.published_version": 0,
    "congress.page.updated_by": "",
    "congress.page.body": lambda row: body_of(row),
    "congress.page.draft": lambda row: {"title": {"en": "Venue"}, "body": body_of(row)},
    "congress.picture.name": lambda row: row.name if len(row.name) == 24 else None,
    "congress.milestone.state": lambda row: {"site": "open", "call": "dropped"}[row.code],
    "congress.milestone.done_on": None,
    "congress.milestone.version": 1,
    "congress.milestone.sequence": 0,
    "congress.milestone.updated_at": lambda row: datetime(2026, 11, 21, 9, tzinfo=UTC),
    "congress.milestone.owner": None,
    "congress.milestone.reminded_at": None,
    "questions.form.version": 1,
    "questions.question.version": 1,
    "common.storedfile.name": lambda row: row.name,
    "common.lettertext.scope": "second",
    "common.lettertext.version": 1,
    "common.lettertext.updated_by": "",
    "payments.book.code": "second",
    "payments.book.scope": "second",
    "payments.book.name": NAME,
    "payments.book.timezone": "Europe/Madrid",
    "payments.book.closed_at": None,
    "registration.terms.taken": 0,
    "registration.terms.rehearsal_book": None,
    "registration.counter.last_change": 0,
    "registration.category.taken": 0,
    "registration.addon.taken": 0,
    "visits.departure.taken": 0,
    "visits.departure.state": "open",
    "visits.departure.sequence": 0,
    "visits.departure.changed_at": lambda row: datetime(2026, 11, 21, 9, tzinfo=UTC),
    "visits.departure.code": "first-bus-2",
    "visits.departure.uid": "visit-first-bus-2.second@127.0.0.1",
}
# No row of theirs can have anything but the default, or they are empty by nature.
PLAIN = {
    "common.storedfile.person",
    "congress.congress.is_demo",
    "payments.book.closed_at",
    "payments.book.is_rehearsal",
    "registration.counter.last_change",
    "registration.terms.rehearsal_book",
}


def body_of(page: Page) -> dict[str, Any]:
    """The same words, with the picture's new name."""
    name = Picture.objects.get(congress=page.congress_id).name
    return {"en": [{"image": name, "alt": "A square"}, {"p": "Welcome"}], "pt": [{"p": "Olá"}]}


@pytest.fixture
def source(now, files_dir) -> Congress:
    return full(now)


def copied(source: Congress, now: datetime, **kw: Any) -> Congress:
    given = {"slug": "second", "name": NAME, "starts_on": NEXT, "by": Actor.system("test"), **kw}
    return copy_edition(source=source, now=now, **given)


def rows(event: Congress, table: Any) -> list[Any]:
    gathering = Gathering(edition.copying(), event, word=event.slug, lived=False)
    return list(gathering.chosen(table).order_by("pk"))


def moved(value: Any) -> Any:
    """By hand: the same hour, so many days later."""
    if isinstance(value, list):
        return [moved(part) for part in value]
    if isinstance(value, dict):
        instants = ("until", "opens_at", "closes_at")
        return {k: moved(datetime.fromisoformat(v)).isoformat() if k in instants else v for k, v in value.items()}
    if isinstance(value, datetime):
        zone = ZoneInfo("Europe/Madrid")
        wall = value.astimezone(zone).replace(tzinfo=None) + timedelta(days=DAYS)
        return wall.replace(tzinfo=zone).astimezone(UTC)
    return value if value is None else value + timedelta(days=DAYS)


def test_copy_is_the_source_field_by_field(source, now):
    made = copied(source, now)

    pairs: dict[Any, dict[Any, Any]] = {}
    for table in edition.copying().tables:
        before, after = rows(source, table), rows(made, table)
        assert len(before) == len(after) > 0, table.label
        pairs[table.model] = {one.pk: other.pk for one, other in zip(before, after, strict=True)}
    for table in edition.copying().tables:
        for one, other in zip(rows(source, table), rows(made, table), strict=True):
            compare(table, one, other, pairs)


def compare(table: Any, one: Any, other: Any, pairs: dict[Any, dict[Any, Any]]) -> None:
    shifted = {name.partition(".")[0] for name in table.moved.split()}
    for field in [*table.model._meta.concrete_fields, *table.model._meta.many_to_many]:
        where = f"{table.label}.{field.name}"
        if field.primary_key:
            assert table.natural or one.pk != other.pk, where
            continue
        if where in ANEW and not table.natural:
            wanted = ANEW[where]
            value = getattr(other, field.name)
            assert value == (wanted(other) if callable(wanted) else wanted), where
        elif field.many_to_many:
            links = [set(getattr(row, field.name).values_list("pk", flat=True)) for row in (one, other)]
            assert {pairs[field.related_model][pk] for pk in links[0]} == links[1], where
        elif field.remote_field is not None:
            key = getattr(one, field.attname)
            assert getattr(other, field.attname) == (key and pairs[field.related_model][key]), where
        else:
            value = getattr(one, field.name)
            assert getattr(other, field.name) == (moved(value) if field.name in shifted else value), where


def test_source_has_something_to_copy_in_every_field(source):
    """Else the comparison would compare nothing with nothing."""
    idle = []
    for table in edition.copying().tables:
        found = rows(source, table)
        for field in [*table.model._meta.concrete_fields, *table.model._meta.many_to_many]:
            where = f"{table.label}.{field.name}"
            if field.primary_key or where in PLAIN or field.name == "taken":
                continue
            if field.many_to_many:
                is_set = any(getattr(row, field.name).exists() for row in found)
            else:
                is_set = any(
                    getattr(row, field.attname) not in (None, "", {}, [], field.get_default()) for row in found
                )
            idle += [] if is_set else [where]

    assert " ".join(idle) == ""


def test_fields_begun_anew_are_those_that_are_named(source):
    """A field that a copy resets without this test knowing it, or the other way round."""
    declared = set()
    for table in edition.copying().tables:
        if not table.natural:
            reset = [*table.begun, *table.lived, *table.local, *table.unique, *table.renamed, *table.never.split()]
            declared |= {f"{table.label}.{name}" for name in [*reset, *table.word.split()]}

    assert declared | {"congress.congress.slug", "congress.congress.name"} == set(ANEW)


def test_files_are_copied_and_not_shared(source, now, files_dir):
    made = copied(source, now)

    assert made.logo.name != source.logo.name
    assert (files_dir / made.logo.name).read_bytes() == (files_dir / source.logo.name).read_bytes()


def test_people_and_money_stay_behind(source, now):
    category = source.categories.get()
    people.registration(congress=source, category=category)

    made = copied(source, now)

    assert Registration.objects.filter(congress=made).count() == 0
    assert (made.terms.taken, made.categories.get().taken) == (0, 0)
    assert made.terms.book.orders.count() == 0
    assert made.terms.book.issuer == source.terms.book.issuer
    assert (Issuer.objects.count(), Book.objects.count()) == (1, 2)


def test_badges_get_a_key_and_whoever_copies_becomes_the_owner(source, now):
    user = accounts.secretariat()

    made = copied(source, now, by=user.as_actor())

    assert BadgeKey.objects.filter(congress=made).count() == 1
    assert list(TeamMember.objects.filter(congress=made).values_list("user", "role")) == [(user.pk, "owner")]


def test_hours_stay_when_the_clocks_change(source, now):
    """The source closes its call in winter at midnight; half a year later it is summer, and midnight still."""
    source.calls.update(opens_at=datetime(2026, 9, 1, 22, tzinfo=UTC), closes_at=datetime(2026, 11, 30, 23, tzinfo=UTC))

    made = copied(source, now, starts_on=source.starts_on + timedelta(days=182))

    zone = made.zone
    walls = [moment.astimezone(zone) for moment in made.calls.values_list("opens_at", "closes_at").get()]
    assert [f"{wall:%Y-%m-%d %H:%M %Z}" for wall in walls] == ["2027-03-03 00:00 CET", "2027-06-01 00:00 CEST"]


def test_hours_are_those_of_the_new_zone(source, now):
    made = copied(source, now, timezone="America/Sao_Paulo")

    before = source.terms.opens_at.astimezone(source.zone)
    after = made.terms.opens_at.astimezone(ZoneInfo("America/Sao_Paulo"))
    assert (after.hour, after.date() - before.date()) == (before.hour, timedelta(days=DAYS))
    slot = Departure.objects.get(visit__congress=made)
    assert slot.starts_at.astimezone(made.zone).hour == slot.starts.hour == 15
    assert made.terms.book.timezone == "America/Sao_Paulo"


def test_leap_day_is_one_day_like_any_other(source, now):
    source.milestones.filter(code="site").update(due_on=date(2028, 2, 29) - timedelta(days=DAYS))

    made = copied(source, now)

    assert Milestone.objects.get(congress=made, code="site").due_on == date(2028, 2, 29)


def test_slug_that_is_taken_is_refused(source, now):
    filled(Congress, slug="second", number=9000, host=None, logo=None, header_image=None, territorial_network=None,
           starts_on=NEXT, ends_on=NEXT, timezone="UTC", languages=["en"])  # fmt: skip

    with pytest.raises(CongressSlugTaken) as refusal:
        copied(source, now)
    assert "“second-2” is free" in str(refusal.value.fields["slug"][0])
    assert Congress.objects.count() == 2


def test_same_form_sent_twice_makes_one(source, now):
    first = copied(source, now, key="a" * 32)

    assert copied(source, now, key="a" * 32) == first
    assert (Congress.objects.count(), IdempotencyKey.objects.count()) == (2, 1)


def test_nothing_is_left_of_a_copy_that_fails(source, now, files_dir, monkeypatch):
    before = {path for path in files_dir.rglob("*") if path.is_file()}
    monkeypatch.setattr("portal.actions.copying.ensure_key", lambda **_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        copied(source, now)

    assert Congress.objects.count() == 1
    assert StoredFile.objects.count() == len(before)
    assert {path for path in files_dir.rglob("*") if path.is_file()} == before


# --- before it is made --------------------------------------------------------------------------
def test_prospect_names_what_would_lie_in_the_past(source, now):
    found = prospect(source, Shift(-150, source.zone, source.zone), now)

    past = [move.code for move in found.past]
    assert "call_closes" in past
    assert "starts_on" not in past
    assert found.counts["registration.fee"] == 3
    assert found.faults == []


def test_copy_into_the_past_is_made_all_the_same(source, now):
    made = copied(source, now, starts_on=date(2025, 5, 27))

    assert made.starts_on == date(2025, 5, 27)


def test_prospect_reports_fees_that_no_longer_fit(source, now):
    Fee.objects.filter(category__congress=source, ends_at=None).update(starts_at=at(-50, 24))

    found = prospect(source, Shift(DAYS, source.zone, source.zone), now)

    assert [code for code, _name in found.faults] == ["fees"]


def test_prospect_reports_refund_rules_that_no_longer_fit(source, now):
    rules = [{"days": 7, "percent": 100}, {"days": 30, "percent": 50}]
    Terms.objects.filter(congress=source).update(refund_rules=rules)

    found = prospect(source, Shift(DAYS, source.zone, source.zone), now)

    assert ("refunds", {}) in found.faults
