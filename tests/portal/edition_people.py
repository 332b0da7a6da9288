"""People in an edition of tests.portal.editions: at least one row in every table of theirs."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import Person
from common.models import StoredFile
from common.tokens import digest, new_code
from common.uploads import store
from congress.actions import log
from congress.models import (
    Bid,
    CallParty,
    CommitteeMember,
    Congress,
    CoPresenter,
    Deadline,
    DiscussionNote,
    InterestCase,
    Note,
    Page,
    PageRelease,
    Partnership,
    Redaction,
    Submission,
    SubmissionVersion,
)
from payments.models import Order, PaymentException, Refund
from programme.actions.publish import publish
from programme.models import Certificate, Session, SessionItem, SessionPerson
from questions.models import AnswerFile, AnswerSet
from registration.models import AddOn, ChosenAddOn, Consent, Delegation, Device, Registration, Scan
from tests.factories import accounts, visits
from tests.factories import congress as make
from tests.factories import registration as people
from tests.payments import factories as money
from tests.portal.editions import BY, at
from visits.models import Booking, Commitment


def peopled(event: Congress, now: datetime) -> Registration:
    """Fills an edition with people; the doctor finds nothing in it afterwards."""
    editor = make.team_member(congress=event).user
    ana = accounts.person(organisation=event.host, given_name="Ana", family_name="Peñarrubia")
    accounts.liaison(person=ana, organisation=event.host, proposed_by=f"user:{editor.pk}")
    row = _registered(event, ana, now)
    _at_the_door(event, row, now)
    work = _handed_in(event, editor, now)
    _programme(event, work, ana, now)
    Note.objects.create(
        congress=event, milestone=event.milestones.get(code="site"), title="Site visit", held_on=now.date(),
        body="Seen.", language="en", attachment=_letter(now), written_at=now, written_by=str(editor.as_actor()),
        corrected_at=now, corrected_by=str(editor.as_actor()),
    )  # fmt: skip
    Certificate.objects.create(
        congress=event, registration=row, code=new_code(16), facts={"days": ["2027-05-25"]}, issued_at=now
    )
    page = Page.objects.get(congress=event)
    PageRelease.objects.create(
        page=page, version=page.version, title=page.title, body=page.body, published_at=now,
        published_by=f"user:{editor.pk}",
    )  # fmt: skip
    return row


def _letter(now: datetime, person: Person | None = None) -> StoredFile:
    return store(
        data=b"%PDF-1.4 " + uuid4().bytes, content_type="application/pdf", original_name="letter.pdf", now=now,
        person=person.ref if person else None,
    )  # fmt: skip


def _registered(event: Congress, ana: Person, now: datetime) -> Registration:
    order = money.order(now, shelf=event.terms.book, hours=4000)
    _money(order, now)
    group = Delegation.objects.create(
        congress=event, code=new_code(8), organisation=event.host, head=ana, order=order, created_at=now,
        link_hash=digest(uuid4().hex),
    )  # fmt: skip
    row = people.registration(
        congress=event, category=event.categories.get(), person=ana, organisation=event.host, order=order,
        delegation=group, proof=_letter(now, ana), answers={"diet": "none"}, badge_languages=["en"], search="ana",
    )  # fmt: skip
    ChosenAddOn.objects.create(registration=row, add_on=event.add_ons.get())
    AddOn.objects.filter(congress=event).update(taken=1)
    Consent.objects.create(registration=row, code="privacy", version="1", given_at=now)
    return row


def _money(order: Order, now: datetime) -> None:
    money.attempt(order, now, state="expired")
    Refund.objects.create(
        order=order, state="failed", method="card", payment_reference="stripe:pi_1", amount_minor=100, currency="EUR",
        reason="withdrawn", requested_at=now, by_kind="user", by_id="1", by_label="user 1", provider_id=uuid4().hex,
    )  # fmt: skip
    PaymentException.objects.create(
        book=order.book, order=order, entity=order.book.issuer.code, kind="overpaid", amount_minor=1, currency="EUR",
        reference=uuid4().hex, created_at=now, resolved_at=now, resolved_by_kind="system", resolved_by_id="test",
        resolution="Seen.",
    )  # fmt: skip


def _at_the_door(event: Congress, row: Registration, now: datetime) -> None:
    point = event.points.get()
    slot = visits.departure(visit=event.visits.get(), code=f"{event.slug}-walk", point=point)
    visits.booking(slot, row)
    device = Device.objects.create(
        congress=event, name="Door", token_hash=digest(uuid4().hex), created_at=now, last_seen_at=now, skew_ms=3
    )
    device.points.add(point)
    Scan.objects.create(
        congress=event, device=device, scan_id=uuid4(), point=point, point_code=point.code, registration=row,
        number=row.number, serial=1, content_digest="0" * 64, scanned_at=now, happened_at=now, received_at=now,
        outcome="admitted", judged="admitted", settled="admitted", override="Known to us", first_scan=None,
    )  # fmt: skip


def _handed_in(event: Congress, editor: Any, now: datetime) -> Submission:
    call = event.calls.get()
    author = make.author(organisation=event.host).person
    work = make.submission(
        call=call, author=author, state="accepted", axis=event.axes.get(), format=call.formats.get(),
        endorsement=_letter(now, author), answer_set=AnswerSet.objects.create(form=call.form, answers={"why": "a"}),
    )  # fmt: skip
    AnswerFile.objects.create(answer_set=work.answer_set, question="paper", key="a1", file=_letter(now, author))
    CoPresenter.objects.create(submission=work, name="Rui Ñandú", email="rui@example.org", role="Engineer")
    SubmissionVersion.objects.create(
        submission=work, number=1, content={"title": {"en": "x"}}, saved_at=now, saved_by=str(editor.as_actor())
    )
    seat = make.member(congress=event)
    seat.axes.add(event.axes.get())
    make.review(assignment=make.assignment(submission=work, member=seat, state="done"))
    work.decisions.all().delete()
    make.decision(
        submission=work, decided_by=str(seat.user.as_actor()), released_at=now, released_by="user 999999",
        reason="Clear and useful.",
    )  # fmt: skip
    _judged(work, seat, now)
    log.record(call=call, kind="decision", content={"submission": work.code, "outcome": "accepted"}, now=now)
    return work


def _judged(work: Submission, seat: CommitteeMember, now: datetime) -> None:
    actor = str(seat.user.as_actor())
    city = work.organisation
    Bid.objects.create(submission=work, member=seat, value=2)
    Partnership.objects.create(member=seat, organisation=city, detail="Twinned since 1998")
    InterestCase.objects.create(
        submission=work, member=seat, kind="partner", is_declared=True, detail="Twinned", state="dismissed",
        reason="Long ago", opened_at=now, settled_at=now, settled_by=actor,
    )  # fmt: skip
    DiscussionNote.objects.create(submission=work, member=seat, text="A strong one.", written_at=now)
    Redaction.objects.create(
        submission=work, texts={"title.en": "A city"}, of_version=work.version, made_at=now, made_by=actor
    )
    CallParty.objects.create(call=work.call, organisation=city, kind="invited", reason="Founder")
    Deadline.objects.create(call=work.call, closes_at=work.call.closes_at, set_at=now, set_by=actor)


def _programme(event: Congress, work: Submission, speaker: Person, now: datetime) -> None:
    session = Session.objects.get(congress=event)
    SessionItem.objects.create(session=session, submission=work)
    SessionPerson.objects.create(session=session, person=speaker, role="speaker")
    Session.objects.filter(pk=session.pk).update(is_ready=True, is_cancelled=False, visibility="public")
    publish(congress=event, name="First", by=BY, now=now)
    if not Commitment.objects.filter(congress=event).exists():
        Commitment.objects.create(
            congress=event, person=speaker, starts_at=at(1, 10), ends_at=at(1, 10) + timedelta(hours=1),
            label={"en": "Talk"}, source=f"session:{session.pk}:speaker",
        )  # fmt: skip


def bookings_of(event: Congress) -> list[tuple[str, str]]:
    """(booking's code, source of the badge's right) of an edition: they name each other by number."""
    found = []
    for booking in Booking.objects.filter(departure__visit__congress=event):
        rights = booking.registration.entitlements.filter(source=f"booking:{booking.pk}")
        found += [(booking.code, right.source.partition(":")[0]) for right in rights]
    return found
