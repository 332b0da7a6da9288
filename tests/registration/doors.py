"""A small congress with a door, for the tests of badges and scanning."""

import itertools
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from common.actors import Actor
from congress.models import Congress
from network.models import Organisation
from registration.actions import badge_keys, devices
from registration.models import Category, Device, Point, Registration
from registration.queries.badges import Signer, signer
from tests.factories import accounts as people
from tests.factories import registration as make
from tests.factories import words

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
_serial = itertools.count(1)


@dataclass
class Door:
    """`admit(…)` makes a badge, `device(…)` a client with its token, `scan(…)` one element of a batch."""

    congress: Congress
    category: Category
    signer: Signer
    clients: dict[int, Client] = field(default_factory=dict)

    def point(self, code: str, **fields: Any) -> Point:
        return Point.objects.create(congress=self.congress, code=code, name=words(code.title()), **fields)

    def registration(self, state: str = "confirmed", **fields: Any) -> Registration:
        given = fields.pop("given_name", "Ana")
        family = fields.pop("family_name", "Pérez")
        person = people.person(given_name=given, family_name=family, position=fields.pop("position", ""))
        fields = {"category": self.category, **fields}
        return make.registration(code=f"T{next(_serial):05d}", person=person, state=state, **fields)

    def text(self, row: Registration, **changed: int) -> str:
        return self.signer.token(changed.get("number", row.number), changed.get("serial", row.serial))

    def device(self, *points: str, name: str = "Front door") -> tuple[Device, Client]:
        code = devices.make_code(congress=self.congress, points=points, by=Actor.system("test"), now=NOW)
        device, token = devices.set_up(code=code, name=name, now=NOW)
        return device, Client(headers={"Authorization": f"Bearer {token}"})


def door(slug: str = "granollers") -> Door:
    count = next(_serial)
    congress = Congress.objects.create(
        slug=f"{slug}-{count}",
        number=count,
        state="open",
        name={"en": "World congress of educating cities", "es": "Congreso mundial de ciudades educadoras"},
        timezone="Europe/Madrid",
        starts_on=date(2026, 11, 21),
        ends_on=date(2026, 11, 24),
        languages=["en", "es"],
    )
    category = Category.objects.create(
        congress=congress, code="member", name={"en": "Member city", "es": "Ciudad miembro"}
    )
    return Door(congress, category, signer(badge_keys.ensure_key(congress=congress, now=NOW)))


def city(name: str = "Granollers", country: str = "ES") -> Organisation:
    return Organisation.objects.create(slug=f"city-{next(_serial)}", name={"en": name, "es": name}, country=country)


def scan(point: str, token: Any, at: str = "2026-11-21T10:00:00+01:00", **fields: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "point": point,
        "token": token,
        "scanned_at": at,
        "offline": False,
        "direction": "in",
        "override": None,
        **fields,
    }


def hand(client: Client, *scans: Any, sent_at: str = "2026-11-21T09:00:00Z", **more: Any) -> list[dict[str, Any]]:
    response = client.post(
        "/api/v1/scanner/scans/", {"sent_at": sent_at, "scans": scans, **more}, content_type="application/json"
    )
    assert response.status_code == 200, response.content
    results: list[dict[str, Any]] = response.json()["results"]
    return results


def outcomes(results: list[dict[str, Any]]) -> list[str]:
    return [result["outcome"] for result in results]
