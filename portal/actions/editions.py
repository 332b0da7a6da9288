"""An edition as a file: written, kept for a day, taken in somewhere else."""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from common import erasure
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.transfer import archive
from common.transfer.reading import Reading, ValueTaken
from common.transfer.sealing import Lock, key_of
from common.transfer.writing import Gathering
from congress.actions.settings import refused, slug_taken
from congress.models import Congress
from congress.rules.slugs import slug_fault
from portal.actions.copying import begin, numbered
from portal.actions.old_links import turn_links
from portal.queries import edition
from portal.queries.doctor import examine

FORMAT = "plenaria-edition"
VERSION = 1


class PassphraseMissing(Invalid):
    code = "passphrase_missing"
    message = _("The file holds people and is encrypted. Please enter its passphrase.")


class OrderTaken(Conflict):
    code = "edition_order_taken"
    message = _("There is an order {value} here already, so nothing was imported. Was this congress imported before?")


class RegistrationTaken(Conflict):
    code = "edition_registration_taken"
    message = _(
        "There is a registration {value} here already, so nothing was imported. Was this congress imported before?"
    )


class OtherTaken(Conflict):
    code = "edition_code_taken"
    message = _("{value} is in use here already ({table}), so nothing was imported. Was this congress imported before?")


_TAKEN = {"payments.order": OrderTaken, "registration.registration": RegistrationTaken}


@dataclass(frozen=True)
class Imported:
    """What came of an import. `team` are those who worked on the edition, as (address, role): none has a role here.

    `rows` are those of the file, as its export counted them; `made` the new ones among them by table, `here` those
    that were here before.
    """

    congress: Congress
    rows: int
    made: dict[str, int]
    here: dict[str, int]
    left_out: list[str] = field(default_factory=list)
    team: list[tuple[str, str]] = field(default_factory=list)
    erased: int = 0
    findings: list[str] = field(default_factory=list)


@cache
def our_version() -> str:
    text = (Path(settings.BASE_DIR) / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def export_edition(
    *, congress: Congress, target: IO[bytes], lock: Lock | None, key: bytes | None, now: datetime
) -> tuple[archive.Manifest, int]:
    """Writes an edition into `target`: with people where there is a lock and its key, sealed; else without them.

    Returns its manifest and how many stored files are missing here. Call it outside of any transaction.
    """
    manifest = archive.Manifest(
        format=FORMAT,
        version=VERSION,
        made_by=our_version(),
        made_at=now.isoformat(),
        lived=lock is not None,
        about=_about(congress),
        lock=lock.as_json() if lock else None,
    )
    plan = edition.whole(people=lock is not None)
    gathering = Gathering(plan, congress, word=congress.slug, lived=lock is not None)
    with TemporaryFile() as scratch:
        missing = archive.write(gathering, target, manifest=manifest, scratch=scratch, key=key if lock else None)
    return manifest, len(missing)


def _about(congress: Congress) -> dict[str, Any]:
    return {
        "slug": congress.slug,
        "name": congress.name,
        "kind": congress.kind,
        "state": congress.state,
        "starts_on": congress.starts_on.isoformat(),
        "ends_on": congress.ends_on.isoformat(),
        "timezone": congress.timezone,
        "languages": congress.languages,
    }


def look(source: IO[bytes]) -> archive.Manifest:
    """What a file says of itself. Raises NotSuchAFile, FileIsNewer, FileTooBig, FileDamaged."""
    return archive.manifest_of(source, format=FORMAT, version=VERSION, ours=our_version())


def rows_of(manifest: archive.Manifest) -> int:
    """All rows of a file, whatever becomes of them where it arrives. Only figures count: the file says them itself."""
    figures: list[object] = list(manifest.counts.values())
    return sum(number for number in figures if isinstance(number, int))


def key_for(manifest: archive.Manifest, passphrase: str) -> bytes | None:
    """The key of a file with people; None of one without. Raises PassphraseMissing, WrongPassphrase, SealBroken."""
    if manifest.lock is None:
        return None
    if not passphrase:
        raise PassphraseMissing()
    return key_of(Lock.from_json(manifest.lock), passphrase)


def check_slug(slug: str) -> None:
    """Raises Invalid for a word that no congress may have, CongressSlugTaken."""
    if fault := slug_fault(slug):
        raise refused({"slug": fault})
    if Congress.objects.filter(slug=slug).exists():
        raise slug_taken(slug)


def import_edition(*, source: IO[bytes], slug: str, key: bytes | None, by: Actor, now: datetime) -> Imported:
    """Makes an edition of a file, all of it or nothing; whoever acts becomes its owner.

    Without people it is in rehearsal; with them it is as it was. Codes of orders and registrations stay, badges get a
    key of their own. Whoever was erased here since is erased again. Raises what `look` raises, and SealBroken,
    RowDamaged, RowsContradict, CongressSlugTaken, and where a code is taken OrderTaken, RegistrationTaken, OtherTaken.
    """
    try:
        return numbered(lambda: _imported(source, slug, key, by, now), slug)
    except ValueTaken as error:
        raise _TAKEN.get(error.params["table"], OtherTaken)(**error.params) from error


def _imported(source: IO[bytes], slug: str, key: bytes | None, by: Actor, now: datetime) -> Imported:
    manifest = look(source)
    with TemporaryFile() as scratch:
        content = archive.content_of(source, manifest=manifest, scratch=scratch, key=key)
        content.check()
        plan = edition.whole(people=manifest.lived)
        reading = Reading(plan, content, now=now, word=slug, lived=manifest.lived)
        reading.root_values = {"slug": slug}
        check_slug(slug)
        with reading.written() as congress:
            turn_links(congress=congress, before=str(manifest.about.get("slug", "")))
            begin(congress=congress, by=by, now=now)
            erased = _erase_again(reading, now)
            after = {
                "from": str(manifest.about.get("slug", ""))[:60],
                "people": manifest.lived,
                "rows": rows_of(manifest),
            }
            audit.record(verb="congress_imported", subject=congress, by=by, now=now, scope=congress.slug, after=after)
            findings = [one.name for one in examine(congress) if not one.is_sound]
        team = [(str(row.get("user")), str(row.get("role"))) for row in content.rows("congress.teammember")]
    made = {label: number for label, number in reading.made.items() if number}
    here = {label: left for label, number in reading.made.items() if (left := manifest.counts.get(label, 0) - number)}
    return Imported(congress, rows_of(manifest), made, here, sorted(reading.left_out), team, erased, findings)


def _erase_again(reading: Reading, now: datetime) -> int:
    """The file may be older than an erasure; nobody comes back by it. Raises ErasuresDamaged."""
    if not Path(settings.ERASURES_FILE).exists():
        return 0
    arrived = {str(person.ref) for person in reading.found.get(Person, {}).values()}
    gone = sorted(arrived & {line.person for line in erasure.listed()})
    for person in gone:
        erasure.erase(person=person, now=now)
    return len(gone)
