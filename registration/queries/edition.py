"""What of the registrations goes along when an edition is copied, exported or imported."""

from typing import Any

from django.db import models

from common.tokens import digest, new_secret
from common.transfer.reading import RowDamaged
from common.transfer.tables import Pointer, Table
from congress.rules.contrast import is_colour
from registration.models import (
    AddOn,
    BadgeKey,
    Category,
    ChosenAddOn,
    Consent,
    Counter,
    Delegation,
    Device,
    DeviceCode,
    Entitlement,
    Fee,
    Point,
    Registration,
    Scan,
    Terms,
)
from registration.queries.access import delegation_secret, link_secret
from registration.rules.door import point_rules
from registration.rules.policy import faults


def _letters_link(_reading: Any, row: Registration) -> str:
    """The digest of the link that letters from here carry; none for whoever was erased."""
    return digest(link_secret(row.code, row.access_version)) if row.person.email else ""


def _heads_link(_reading: Any, row: Delegation) -> str:
    return digest(delegation_secret(row.code)) if row.head.email else ""


def _nobodys_token(_reading: Any, _row: Device) -> str:
    """A device that comes along stands for its scans; to scan again it is set up anew."""
    return digest(new_secret("pld"))


def _is_printable(_reading: Any, row: Category) -> None:
    if not is_colour(row.colour):
        row.colour = Category._meta.get_field("colour").default


def _has_rules(_reading: Any, row: Point) -> None:
    try:
        point_rules(row.rules)
    except (TypeError, ValueError, AttributeError) as error:
        raise RowDamaged(table="registration.point", row=row.code, field="rules") from error


def _has_refund_rules(_reading: Any, row: Terms) -> None:
    try:
        faults(row.refund_rules, row.congress.starts_on, row.congress.zone)
    except (TypeError, ValueError, AttributeError) as error:
        raise RowDamaged(table="registration.terms", row=row.congress.slug, field="refund_rules") from error


PLACES = {"taken": 0}
SET_UP: tuple[Table, ...] = (
    Table(
        Terms,
        of="congress",
        kept="book places card_minutes transfer_days offer_hours tax_rate tax_exemption visits_each privacy_version",
        moved="opens_at closes_at refund_rules.until",
        lived={**PLACES, "rehearsal_book": None},
        finish=_has_refund_rules,
    ),
    Table(Counter, of="congress", lived={"last_change": 0}),
    Table(
        Category,
        of="congress",
        kept="code name description eligibility countries needs places has_waiting_list is_remote is_public "
        "is_for_delegations colour position",
        moved="opens_at closes_at",
        lived=PLACES,
        finish=_is_printable,
    ),
    Table(
        AddOn,
        of="congress",
        kept="code name description places has_waiting_list position",
        moved="opens_at closes_at",
        lived=PLACES,
    ),
    Table(Fee, of="category add_on", kept="minor currency", moved="starts_at ends_at"),
    Table(
        Point,
        of="congress",
        kept="code name rules capacity position",
        moved="rules.opens_at rules.closes_at",
        finish=_has_rules,
    ),
)
PEOPLE: tuple[Table, ...] = (
    Table(
        Delegation,
        of="congress",
        kept="organisation head order most created_at",
        local={"link_hash": _heads_link},
        unique={"code": None},
    ),
    Table(
        Registration,
        of="congress",
        kept="number serial person category organisation delegation order state language badge_name badge_languages "
        "answers proof fingerprint search access_version hold_expires_at reminded_at created_at confirmed_at closed_at "
        "changed",
        local={"link_hash": _letters_link},
        never="token_hash",
        unique={"code": None},
    ),
    Table(ChosenAddOn, of="registration", kept="add_on"),
    Table(Consent, of="registration", kept="code version given_at withdrawn_at"),
    Table(
        Entitlement,
        of="registration",
        kept="point valid_from valid_until label source granted_at withdrawn_at",
    ),
    Table(
        Device,
        of="congress",
        kept="name points created_at revoked_at last_seen_at skew_ms pending",
        local={"token_hash": _nobodys_token},
    ),
    Table(
        Scan,
        of="congress",
        kept="device scan_id point point_code registration number serial content_digest scanned_at happened_at "
        "received_at is_offline direction override outcome reason first_scan judged flags settled",
    ),
)
POINTERS: tuple[Pointer, ...] = ()
LEFT_OUT: dict[type[models.Model], str] = {
    BadgeKey: "a key that signs here; an edition gets one of its own wherever it arrives",
    DeviceCode: "a secret that lives for minutes",
}
