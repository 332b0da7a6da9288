"""The work plan: its arithmetic, its verbs, its reminders."""

from datetime import date, timedelta

import pytest

from common.actors import Actor
from common.errors import Invalid
from common.models import AuditEntry, QueuedMail
from congress.actions import notes, plan
from congress.actions.plan_reminders import remind
from congress.enums import CongressKind, Role
from congress.models import Milestone, Note
from congress.queries import plans
from congress.rules import plan as rules
from tests.factories import congress as make

BY = Actor("user", "1", "user 1")
pytestmark = pytest.mark.django_db


def content(**kw):
    return plan.Plan(**{"title": {"en": "Order the buses"}, "days_before": 45, **kw})


def verbs():
    return list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))


# --- rules ----------------------------------------------------------------------------------------
def test_days_count_back_from_the_opening_and_on_after_it():
    opening = date(2028, 3, 1)
    assert [rules.due_on(opening, days) for days in (1, 0, -14)] == [date(2028, 2, 29), opening, date(2028, 3, 15)]


@pytest.mark.parametrize(
    ("state", "days", "pressing"),
    [
        ("open", -1, "late"),
        ("open", 0, "soon"),
        ("started", 14, "soon"),
        ("open", 15, ""),
        ("done", -1, ""),
        ("dropped", -1, ""),
    ],
)
def test_what_is_late_and_what_is_soon(state, days, pressing):
    today = date(2026, 11, 21)
    assert rules.urgency(state, today + timedelta(days=days), today) == pressing


def test_waiting_for_oneself_by_way_of_others_is_seen():
    known = {"b": ["c"], "c": ["a"]}
    assert rules.would_circle("a", ["b"], known)
    assert not rules.would_circle("d", ["b"], known)
    assert rules.would_circle("a", ["a"], {})


# --- templates ------------------------------------------------------------------------------------
def test_every_template_is_of_a_kind_has_roles_and_four_languages_and_no_circle():
    assert set(plans.templates()) <= set(CongressKind.values)
    for rows in plans.templates().values():
        known = {row["code"]: row["waits_for"] for row in rows}
        assert len(known) == len(rows)
        for row in rows:
            assert set(row["title"]) == {"en", "es", "fr", "pt"}
            assert row["role"] in Role.values
            assert set(row["waits_for"]) <= set(known)
            assert not rules.would_circle(row["code"], row["waits_for"], known)


def test_lay_out_puts_each_milestone_on_its_day_once(now):
    edition = make.congress(starts_on=date(2027, 5, 25))
    number = plan.lay_out(congress=edition, template="full", by=BY, now=now)
    buses = Milestone.objects.get(congress=edition, code="buses")
    assert (number, edition.milestones.count()) == (22, 22)
    assert (buses.due_on, [m.code for m in buses.waits_for.all()]) == (date(2027, 4, 10), ["visits"])
    with pytest.raises(plan.PlanExists):
        plan.lay_out(congress=edition, template="meeting", by=BY, now=now)
    assert verbs() == ["plan_laid_out"]


# --- verbs ----------------------------------------------------------------------------------------
def test_add_makes_a_code_of_the_title_and_no_second_of_the_same(now):
    edition = make.congress()
    first, second = (plan.add_milestone(congress=edition, plan=content(), by=BY, now=now) for _ in range(2))
    assert (first.code, second.code) == ("order-the-buses", "order-the-buses-2")
    korean = plan.add_milestone(congress=edition, plan=content(title={"ko": "버스 예약"}), by=BY, now=now)
    assert korean.code == "milestone"


@pytest.mark.parametrize(("wrong", "field"), [({"title": {"en": "  "}}, "title"), ({"days_before": None}, "due_on")])
def test_add_says_what_is_wrong(now, wrong, field):
    edition = make.congress()
    with pytest.raises(Invalid) as refusal:
        plan.add_milestone(congress=edition, plan=content(**wrong), by=BY, now=now)
    assert list(refusal.value.fields) == [field]
    assert not edition.milestones.exists()


def test_change_over_a_newer_version_is_refused_and_changes_nothing(now):
    row = make.milestone()
    plan.change_milestone(milestone=row, plan=content(), version=1, by=BY, now=now)
    with pytest.raises(plan.MilestoneChanged):
        plan.change_milestone(milestone=row, plan=content(title={"en": "Other"}), version=1, by=BY, now=now)
    row.refresh_from_db()
    assert (row.title, row.version, row.sequence) == ({"en": "Order the buses"}, 2, 1)


def test_a_circle_is_refused_on_saving(now):
    edition = make.congress()
    first, second = make.milestone(congress=edition), make.milestone(congress=edition)
    second.waits_for.add(first)
    with pytest.raises(Invalid) as refusal:
        plan.change_milestone(milestone=first, plan=content(waits_for=[second.code]), version=1, by=BY, now=now)
    assert list(refusal.value.fields) == ["waits_for"]
    assert list(first.waits_for.all()) == []


def test_finish_waits_for_others_unless_told_anyway(now):
    edition = make.congress()
    first, second = make.milestone(congress=edition, title={"en": "Fees"}), make.milestone(congress=edition)
    second.waits_for.add(first)
    with pytest.raises(plan.MilestoneWaits) as refusal:
        plan.finish_milestone(milestone=second, by=BY, now=now)
    assert "Fees" in str(refusal.value)
    done = plan.finish_milestone(milestone=second, by=BY, now=now, anyway=True)
    assert (done.state, done.done_on) == ("done", date(2026, 11, 21))
    assert plan.finish_milestone(milestone=second, by=BY, now=now).version == done.version
    assert verbs() == ["milestone_done"]


def test_steps_follow_the_table(now):
    row = make.milestone()
    plan.drop_milestone(milestone=row, by=BY, now=now)
    with pytest.raises(plan.MilestoneStep):
        plan.start_milestone(milestone=row, by=BY, now=now)
    back = plan.reopen_milestone(milestone=row, by=BY, now=now)
    assert (back.state, back.done_on, back.sequence) == ("open", None, 2)


def test_the_plan_moves_with_the_opening_and_fixed_days_stay(now):
    edition = make.congress(starts_on=date(2027, 5, 25))
    moving = make.milestone(congress=edition, days_before=10, due_on=date(2027, 5, 15), reminded_at=now)
    fixed = make.milestone(congress=edition, due_on=date(2027, 5, 15))
    edition.starts_on, edition.ends_on = date(2027, 6, 1), date(2027, 6, 4)
    edition.save()
    assert plan.move_with_opening(congress=edition, by=BY, now=now) == 1
    assert plan.move_with_opening(congress=edition, by=BY, now=now) == 0
    moving.refresh_from_db()
    fixed.refresh_from_db()
    assert (moving.due_on, moving.reminded_at, moving.sequence) == (date(2027, 5, 22), None, 1)
    assert (fixed.due_on, fixed.sequence) == (date(2027, 5, 15), 0)


# --- reminders ------------------------------------------------------------------------------------
def test_remind_a_week_before_and_weekly_when_late_once_each(clock):
    edition = make.congress()
    owner = make.team_member(congress=edition).user
    make.milestone(congress=edition, due_on=clock.now.date() + timedelta(days=8))
    make.milestone(
        congress=edition, due_on=clock.now.date() - timedelta(days=40), state="done", done_on=clock.now.date()
    )
    assert remind(now=clock.now) == 0
    clock.move(days=1)
    assert (remind(now=clock.now), remind(now=clock.now)) == (1, 0)
    clock.move(days=6, hours=23)
    assert remind(now=clock.now) == 0
    clock.move(days=7)
    assert remind(now=clock.now) == 1
    letters = QueuedMail.objects.order_by("id")
    assert [row.to for row in letters] == [owner.email] * 2
    assert [row.subject.split(":")[0] for row in letters] == ["Due soon", "Late"]


def test_remind_writes_to_the_person_named_else_to_all_of_the_role_and_to_nobody_who_left(now):
    edition = make.congress()
    soon = now.date() + timedelta(days=3)
    named = make.team_member(congress=edition, role="visits").user
    chairs = [make.team_member(congress=edition, role="chair").user for _ in range(2)]
    make.team_member(congress=edition, role="chair", ends_on=now.date())
    make.milestone(congress=edition, due_on=soon, owner=named, role="chair")
    make.milestone(congress=edition, due_on=soon, role="chair")
    remind(now=now)
    assert sorted(row.to for row in QueuedMail.objects.all()) == sorted([named.email, *(u.email for u in chairs)])


def test_of_a_milestone_whose_person_left_the_owners_are_reminded(now):
    edition = make.congress()
    owner = make.team_member(congress=edition).user
    gone = make.team_member(congress=edition, role="visits", ends_on=now.date()).user
    make.milestone(congress=edition, due_on=now.date() + timedelta(days=3), owner=gone, role="visits")

    remind(now=now)

    assert [row.to for row in QueuedMail.objects.all()] == [owner.email]


def test_reminders_of_a_congress_in_rehearsal_say_test_and_that_the_plan_is_meant(now):
    owner = make.team_member(congress=make.congress(state="draft"))
    make.milestone(congress=owner.congress, due_on=now.date() + timedelta(days=3))

    remind(now=now)

    letter = QueuedMail.objects.get()
    assert letter.subject.startswith("TEST: Due soon: ")
    assert letter.body.startswith("TEST: The congress is being rehearsed. Its work plan is meant")
    assert letter.scope == owner.congress.scope


# --- notes ----------------------------------------------------------------------------------------
def test_minutes_need_their_meeting_and_a_newer_version_wins(now):
    edition = make.congress()
    with pytest.raises(Invalid):
        notes.write_note(congress=edition, body="We met.", held_on=now.date(), by=BY, now=now)
    row = notes.write_note(congress=edition, title="Site visit", body="We met.", held_on=now.date(), by=BY, now=now)
    changed = notes.change_note(
        note=row, version=1, title="Site visit", body="We met in Porto.", held_on=now.date(), by=BY, now=now
    )
    with pytest.raises(notes.NoteChanged):
        notes.change_note(note=row, version=1, title="x", body="x", held_on=now.date(), by=BY, now=now)
    assert (changed.version, Note.objects.get().body) == (2, "We met in Porto.")
    assert verbs() == ["note_written", "note_changed"]


def test_lay_out_leaves_out_the_parts_that_are_not_used(now):
    edition = make.congress(parts=["programme"])

    plan.lay_out(congress=edition, template="full", by=BY, now=now)

    codes = set(edition.milestones.values_list("code", flat=True))
    assert not codes & {"fees", "accounts", "committee", "call-opens", "call-closes", "visits", "badges"}
    assert [m.code for m in Milestone.objects.get(code="registration-opens").waits_for.all()] == ["agreement"]
