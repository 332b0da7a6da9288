"""Who was seen at the past edition's entrance on which day, and the certificates that say so."""

import uuid
from datetime import UTC, datetime, time, timedelta

from django.db import transaction

from common.actors import Actor
from common.tokens import digest, new_secret
from congress.models import Congress
from portal.rules.demo.rows import DemoRegistration
from programme.actions.certificates import issue_certificates
from programme.actions.signatory import SignatoryFacts, name_signatory
from registration.models import Device, Point, Registration, Scan

SIGNATORY = SignatoryFacts(
    name="Hélène Marchal",
    office={
        "en": "Deputy Mayor for Education",
        "es": "Teniente de alcalde de Educación",
        "fr": "Adjointe au maire, déléguée à l’éducation",
        "pt": "Vereadora da Educação",
    },
)
NAMESPACE = uuid.UUID("7d5a2f0e-4f0e-4a55-9a3d-0f3f5f9b1c11")


def load_presence(congress: Congress, pairs: list[tuple[DemoRegistration, Registration]]) -> None:
    """One admitted scan a day and person, as the device at the entrance handed them in."""
    entrance = Point.objects.get(congress=congress, code="entrance")
    opened = datetime.combine(congress.starts_on, time(8), tzinfo=UTC)
    with transaction.atomic():
        device = Device.objects.create(
            congress=congress,
            name="Entrance 1",
            token_hash=digest(new_secret("pld")),
            created_at=opened,
            last_seen_at=opened + timedelta(days=3),
            revoked_at=opened + timedelta(days=4),
        )
        device.points.add(entrance)
        Scan.objects.bulk_create(
            Scan(
                congress=congress,
                device=device,
                scan_id=uuid.uuid5(NAMESPACE, f"{row.key}:{day}"),
                point=entrance,
                point_code="entrance",
                registration=made,
                number=made.number,
                serial=made.serial,
                content_digest=digest(f"{row.key}:{day}"),
                scanned_at=opened + timedelta(days=day, minutes=n % 90),
                happened_at=opened + timedelta(days=day, minutes=n % 90),
                received_at=opened + timedelta(days=day, minutes=n % 90 + 1),
                outcome="admitted",
                settled="admitted",
                judged="admitted",
            )
            for n, (row, made) in enumerate(pairs)
            for day in row.presence
        )


def load_certificates(congress: Congress) -> None:
    """Certificates as the host's office issued them: signed for, on the morning after the last day."""
    by = Actor.system("demo")
    name_signatory(
        congress=congress, facts=SIGNATORY, by=by, now=datetime.combine(congress.ends_on, time(9), tzinfo=UTC)
    )
    morning = datetime.combine(congress.ends_on + timedelta(days=1), time(9), tzinfo=UTC)
    issue_certificates(congress=congress, by=by, now=morning)
