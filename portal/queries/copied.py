"""What a congress that was begun as a copy still has of the edition before it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from common import formats
from common.actions.translations import digest_of
from common.models import AuditEntry, TranslationMark
from congress.models import Congress
from portal.queries.translation import units
from portal.rules.old_texts import Edition, mentions, towns
from portal.rules.translation import Unit

LOOKED = "looked over: "  # before the kind of a mark: the text of the language itself was found right as it stands


@dataclass(frozen=True, slots=True)
class OldText:
    """A text in one language that names the edition before, by the `words` that it uses, or is news of its time."""

    unit: Unit
    language: str
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.unit.texts[self.language]

    @property
    def key(self) -> str:
        """Names the text as it stands: once it is written anew, it is another."""
        return f"{self.language}:{digest_of(self.text)[:16]}:{self.unit.key}"


def source_of(event: Congress) -> Congress | None:
    """The edition of which the congress is a copy; None if it is none, or if that is not here."""
    source, _day = _copied(event)
    return source


def _copied(event: Congress) -> tuple[Congress | None, str]:
    """(the edition before, the day of the copy as YYYY-MM-DD)."""
    rows = AuditEntry.objects.filter(verb="congress_copied", subject_kind="congress", subject_id=str(event.pk))
    said = rows.order_by("-id").values_list("after", "at").first()
    if not said:
        return None, ""
    others = Congress.objects.select_related("host").exclude(pk=event.pk)
    source = others.filter(slug=said[0].get("from", "")).first()
    return source, said[1].astimezone(event.zone).date().isoformat()


def old_texts(event: Congress, found: Iterable[Unit] | None = None) -> list[OldText]:
    """The texts that are left to look over, in the order of the translation desk; [] for what is no copy."""
    source, copied_on = _copied(event)
    if source is None:
        return []
    before, now = _edition(source), _edition(event)
    looked = _looked(event)
    left = []
    for unit in units(event) if found is None else found:
        for language in unit.only if unit.is_fixed else event.languages:
            text = unit.texts.get(language, "")
            if not text or digest_of(text) in looked.get((unit.kind, unit.ident, language), ()):
                continue
            dated = [formats.day(date.fromisoformat(day)) for day in unit.days if day < copied_on]
            if words := [*mentions(text, language, before, now), *dated]:
                left.append(OldText(unit, language, tuple(words)))
    return left


def _edition(event: Congress) -> Edition:
    """Its city is the host's, whoever else has a hand in it as an organisation, and what the address ends with."""
    cities = [event.host, *(row.organisation for row in event.hosts.select_related("organisation"))]
    texts = [event.venue, *(city.name for city in cities if city is not None)]
    places = {text for by_language in texts for text in by_language.values()}
    places |= set(event.address.splitlines()) | set(towns(event.address))
    return Edition(frozenset(event.name.values()), frozenset(places), event.starts_on, event.ends_on, event.slug)


def _looked(event: Congress) -> dict[tuple[str, str, str], set[str]]:
    """{(kind, row, language): digests of the texts that were found right}; blocks of a page move, so no field."""
    rows = TranslationMark.objects.filter(scope=event.slug, kind__startswith=LOOKED)
    found: dict[tuple[str, str, str], set[str]] = {}
    for kind, ident, language, digest in rows.values_list("kind", "ident", "language", "source_digest"):
        found.setdefault((kind.removeprefix(LOOKED), ident, language), set()).add(digest)
    return found
