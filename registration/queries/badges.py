"""What is needed to make badges."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from common.tokens import unseal
from registration.models import BadgeKey, Registration
from registration.rules import badge_token


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs the badges of one congress. Holds the private key: never logged, kept or sent."""

    key_id: int
    congress: int
    private: bytes

    def token(self, number: int, serial: int) -> str:
        """The text in the QR of a badge."""
        return badge_token.sign(
            private=self.private, key_id=self.key_id, congress=self.congress, number=number, serial=serial
        )

    def __repr__(self) -> str:
        return f"Signer(key_id={self.key_id}, congress={self.congress})"


def signer(key: BadgeKey) -> Signer:
    return Signer(key.key_id, key.congress.number, bytes.fromhex(unseal(key.sealed_private)))


def numbers(congress_id: int) -> Iterator[tuple[str, int, int]]:
    """(code, number, serial) of every registration of a congress by number, streamed."""
    rows = Registration.objects.filter(congress_id=congress_id, number__isnull=False).order_by("number")
    found = rows.values_list("code", "number", "serial").iterator(chunk_size=2000)
    return ((code, number or 0, serial) for code, number, serial in found)


def printable(registration_ids: Iterable[int], chunk: int = 500) -> Iterator[Registration]:
    """Registrations with what their badges show, in the order asked for, a few hundred at a time."""
    ids = list(registration_ids)
    for at in range(0, len(ids), chunk):
        part = ids[at : at + chunk]
        rows = Registration.objects.filter(pk__in=part).select_related("congress", "person", "category", "organisation")
        found = {row.pk: row for row in rows}
        yield from (found[pk] for pk in part if pk in found)
