"""An edition with one of everything that organisers set up, no field of it at its default; and people in it."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import models

from common.actors import Actor
from common.fields import TranslatedField
from common.models import LetterText, StoredFile
from common.uploads import store
from congress.models import (
    Axis,
    Call,
    Congress,
    Criterion,
    Format,
    Host,
    Milestone,
    Page,
    Picture,
    Round,
)
from network.models import Organisation, TerritorialNetwork
from payments.models import Book, Issuer
from programme.models import Room, Session, Signatory
from questions.models import Form, Question
from registration.models import AddOn, Category, Counter, Fee, Point, Terms
from tests.factories import accounts
from tests.factories import congress as make
from visits.models import Departure, StudyVisit

BY = Actor.system("test")
OPENS = date(2027, 5, 25)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
_numbers = count(1)


def at(day: int, hour: int = 9) -> datetime:
    """An hour of a day before (negative) or after the opening, as Madrid's clocks show it in summer."""
    return datetime(2027, 5, 25, hour - 2, tzinfo=UTC) + timedelta(days=day)


def picture(now: datetime, name: str = "picture.png") -> StoredFile:
    return store(data=PIXEL + name.encode(), content_type="image/png", original_name=name, now=now)


def filled(model: type[models.Model], **given: Any) -> Any:
    """A row whose every field has a value of its own; keys have to be given."""
    values = {}
    for field in model._meta.concrete_fields:
        if not field.primary_key and field.name not in given and field.remote_field is None:
            values[field.name] = _value(field)
    return model._base_manager.create(**values, **given)


def _value(field: Any) -> Any:
    number = next(_numbers)
    if field.choices:
        return next(code for code, _label in reversed(field.flatchoices) if code != field.default)
    kinds = {
        TranslatedField: {"en": f"{field.name} {number}", "pt": f"{field.name} {number} pt"},
        models.BooleanField: not field.default,
        models.EmailField: f"office{number}@example.org",
        models.DateTimeField: at(-number % 90 - 100),
        models.DateField: OPENS + timedelta(days=-number % 90),
        models.TimeField: time(9, number % 60),
        models.DecimalField: Decimal("1.5"),
        models.IntegerField: number % 40 + 3,
        models.JSONField: {"en": [{"p": f"text {number}"}]} if field.default is dict else ["en", "pt"],
    }
    for kind, value in kinds.items():
        if isinstance(field, kind):
            return value
    return f"{field.name}-{number}"[: field.max_length or 40]


def full(now: datetime, slug: str = "first") -> Congress:
    """Set up in every room, published and running; nobody in it yet but its plan's one owner."""
    files = [picture(now, f"{slug}-{name}.png") for name in ("logo", "header", "page", "small")]
    territory = filled(TerritorialNetwork, code=f"{slug}-network")
    host = filled(Organisation, slug=f"{slug}-city", country="ES", territorial_network=territory)
    event = filled(
        Congress, slug=slug, number=next(_numbers) + 500, state="open", timezone="Europe/Madrid", starts_on=OPENS,
        ends_on=OPENS + timedelta(days=3), languages=["en", "pt"], parts=["call", "fees", "visits", "programme"],
        host=host, territorial_network=territory, logo=files[0], header_image=files[1], primary_colour="#123456",
        accent_colour="#654321", published_at=at(-300), archived_at=at(60), is_demo=False, latitude=Decimal("41.5"),
        longitude=Decimal("2.5"),
    )  # fmt: skip
    axis = filled(Axis, congress=event, code="axis")
    _call(event)
    filled(Host, congress=event, organisation=host, country="ES")
    _pages(event, files, now)
    _plan(event, now)
    _offer(event, now)
    _ground(event, host, axis)
    filled(
        LetterText, scope=slug, code="registration_cancelled", language="en", subject="Your place", version=3,
        body="Dear {name},\n\nyour place {code} is free again.", updated_by="user:1",
    )  # fmt: skip
    return event


def _call(event: Congress) -> None:
    form = filled(Form)
    filled(
        Question, form=form, code="why", kind="single", minimum=3, maximum=9,
        options=[{"code": "a", "label": {"en": "A"}}], label={"en": "Why?", "pt": "Porquê?"}, file_kinds=["pdf"],
        condition={"question": "how", "values": ["so"]},
    )  # fmt: skip
    call = filled(Call, congress=event, code="call", form=form, opens_at=at(-300), closes_at=at(-200, 24),
                  reviews_per_submission=2, places={"total": 40, "format": {"talk": 20}})  # fmt: skip
    filled(Round, call=call, number=2, blindness="double", remind_days=[7, 2])
    filled(Format, call=call, code="talk")
    filled(Criterion, call=call, code="sense", anchors={"1": {"en": "none"}, "5": {"en": "much"}})


def _pages(event: Congress, files: list[StoredFile], now: datetime) -> None:
    shown = filled(
        Picture, congress=event, name=f"picture-{event.slug}", file=files[2], small=files[3], uploaded_at=now
    )
    body = {"en": [{"image": shown.name, "alt": "A square"}, {"p": "Welcome"}], "pt": [{"p": "Olá"}]}
    filled(
        Page, congress=event, slug="venue", body=body, draft={"title": {"en": "Venue"}, "body": body},
        is_published=True, in_menu=False, updated_by="user:1",
    )  # fmt: skip


def _plan(event: Congress, now: datetime) -> None:
    owner = accounts.user()
    first = filled(Milestone, congress=event, code="site", owner=owner, state="done", done_on=OPENS, days_before=200)
    second = filled(Milestone, congress=event, code="call", owner=owner, state="dropped", done_on=None, days_before=90)
    second.waits_for.add(first)


def _offer(event: Congress, now: datetime) -> None:
    issuer = filled(Issuer, code=f"{event.slug}-entity", country="ES")
    book = filled(
        Book, code=event.slug, scope=event.slug, issuer=issuer, currency="EUR", is_live=True, is_rehearsal=False,
        timezone="Europe/Madrid", closed_at=None, order_prefix="VC",
    )  # fmt: skip
    filled(
        Terms, congress=event, book=book, rehearsal_book=None, places=100, taken=0, opens_at=at(-150),
        closes_at=at(-5, 24), tax_rate=Decimal("21.00"),
        refund_rules=[{"until": at(-30, 24).isoformat(), "percent": 100}, {"days": 7, "percent": 50}],
    )  # fmt: skip
    filled(Counter, congress=event, last_change=0)
    category = filled(
        Category, congress=event, code="member", countries=["ES"], needs=["city"], places=50, taken=0,
        opens_at=at(-140), closes_at=at(-6, 24), colour="#204060",
    )  # fmt: skip
    extra = filled(AddOn, congress=event, code="dinner", places=40, taken=0, opens_at=at(-130), closes_at=at(-7, 24))
    filled(Fee, category=category, add_on=None, currency="EUR", starts_at=None, ends_at=at(-60, 24), minor=20000)
    filled(Fee, category=category, add_on=None, currency="EUR", starts_at=at(-60, 24), ends_at=None, minor=30000)
    filled(Fee, category=None, add_on=extra, currency="EUR", starts_at=None, ends_at=None, minor=5000)


def _ground(event: Congress, host: Organisation, axis: Axis) -> None:
    rules = {"once": "day", "categories": ["member"], "opens_at": at(0).isoformat(), "closes_at": at(3, 20).isoformat()}
    point = filled(Point, congress=event, code="entrance", rules=rules)
    visit = filled(StudyVisit, congress=event, code="school", host=host, axis=axis)
    slot = Departure(
        visit=visit, code=f"{event.slug}-bus", held_on=OPENS + timedelta(days=1), starts=time(15), ends=time(18),
        languages=["en"], is_step_free=True, access_note={"en": "Ramp", "pt": "Rampa"}, transport="bus",
        transport_label={"en": "Bus A", "pt": "Autocarro A"}, vehicle_seats=50, places=40, has_waiting_list=False,
        opens_at=at(-20), closes_at=at(-2), cancel_until=at(-1), identity_needed_until=at(-3), point=point,
        add_on=AddOn.objects.get(congress=event), uid=f"{event.slug}-bus@example.org", sequence=2, changed_at=at(-10),
        state="cancelled",
    )  # fmt: skip
    for field in Departure._meta.concrete_fields:  # whatever came later
        if field.remote_field is None and not field.primary_key and getattr(slot, field.name) in (None, "", {}, []):
            setattr(slot, field.name, _value(field))
    slot.derive()
    slot.save()
    room = filled(Room, congress=event, code="hall", point=point)
    filled(Signatory, congress=event)
    day = OPENS + timedelta(days=1)
    filled(
        Session, congress=event, code="opening", kind="lecture", room=room, axis=axis, day=day, starts=time(10),
        ends=time(11), starts_at=at(1, 10), ends_at=at(1, 11), interpretation=["en", "pt"],
    )  # fmt: skip


def owner_of(event: Congress) -> Any:
    """A user who works for the secretariat and owns the congress."""
    user = accounts.secretariat()
    make.team_member(congress=event, user=user)
    return user
