"""Conflicts of interest between a reader and a submission: what bars at once, and what has to be looked at. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

DOTLESS = frozenset({"gmail.com", "googlemail.com"})  # where dots make no other mailbox, and both names are one
Mark = tuple[str, str]  # what two sides may have in common: ("city", "12"), ("box", "ana@braga.example"), …

# Found of somebody's own city or own work: it bars whatever anybody says.
FIXED_KINDS = frozenset({"same_organisation", "own_work"})


@dataclass(frozen=True, slots=True)
class Interests:
    """What a reader is party to: organisations, people and seats in the committee by id, addresses in lower case."""

    organisations: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    emails: frozenset[str] = frozenset()
    members: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Party:
    """Who stands behind a submission, and the members whom a case bars from it that nobody has dismissed."""

    organisation: int | None
    author: int
    author_email: str = ""
    emails: frozenset[str] = frozenset()  # of the co-presenters
    barred: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Tied:
    """A member as the finder sees them: their interests, the partners they declared, with whom they once handed in."""

    member: int
    interests: Interests
    partners: frozenset[int] = frozenset()
    companions: frozenset[Mark] = frozenset()


@dataclass(frozen=True, slots=True)
class Work:
    """A submission as the finder sees it; `others` are the addresses of guardians."""

    submission: int
    party: Party
    others: frozenset[str] = field(default_factory=frozenset)


def conflict(reader: Interests, work: Party) -> str | None:
    """Why a reader must not see a submission: own_organisation, own_work, own_address, case; None when they may."""
    if work.organisation is not None and work.organisation in reader.organisations:
        return "own_organisation"
    if work.author in reader.people:
        return "own_work"
    if work.barred & reader.members:
        return "case"
    addresses = {email.lower() for email in (*work.emails, work.author_email) if email}
    if addresses & reader.emails:
        return "own_address"
    return None


def mailbox(email: str) -> str:
    """The mailbox of an address: small letters, without what follows a plus sign; dots only count where they do.

    The same word before the @ of two domains is not one mailbox: every city has its info@.
    """
    name, _at, domain = email.strip().lower().rpartition("@")
    name = name.partition("+")[0] or name
    if domain in DOTLESS:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}"


def people_of(party: Party) -> frozenset[Mark]:
    """The author and the co-presenters, as marks that are the same in every edition."""
    emails = {email for email in (*party.emails, party.author_email) if email}
    return frozenset({("person", str(party.author)), *(("box", mailbox(email)) for email in emails)})


def companions_of(interests: Interests, earlier: Iterable[Party]) -> frozenset[Mark]:
    """With whom somebody was named together in earlier submissions; not themselves."""
    own = _own(interests)
    met: set[Mark] = set()
    for party in earlier:
        named = people_of(party)
        if named & own:
            met |= named
    return frozenset(met - own)


def found_conflicts(readers: Iterable[Tied], works: Iterable[Work]) -> list[tuple[int, int, str]]:
    """(submission, member, kind) of everything that ties a member to a submission, in a stable order."""
    ties: defaultdict[tuple[str, Mark], set[int]] = defaultdict(set)
    for reader in readers:
        for kind, mark in _ties(reader):
            ties[kind, mark].add(reader.member)
    found: set[tuple[int, int, str]] = set()
    for work in works:
        exact = {(member, "own_work") for mark in _exact(work.party) for member in ties["own_work", mark]}
        pairs = set(exact)
        city = ("city", str(work.party.organisation))
        for kind in ("same_organisation", "partner"):
            pairs |= {(member, kind) for member in ties[kind, city]}
        for mark in people_of(work.party):
            pairs |= {(member, "joint_work") for member in ties["joint_work", mark]}
        boxes = {("box", mailbox(email)) for email in work.others if email} | people_of(work.party)
        shared = {member for mark in boxes for member in ties["shared_address", mark]}
        pairs |= {(member, "shared_address") for member in shared if (member, "own_work") not in exact}
        found |= {(work.submission, member, kind) for member, kind in pairs}
    return sorted(found)


def _own(interests: Interests) -> frozenset[Mark]:
    people = {("person", str(number)) for number in interests.people}
    return frozenset(people | {("box", mailbox(email)) for email in interests.emails})


def _ties(reader: Tied) -> Iterable[tuple[str, Mark]]:
    interests = reader.interests
    yield from (("same_organisation", ("city", str(number))) for number in interests.organisations)
    yield from (("partner", ("city", str(number))) for number in reader.partners - interests.organisations)
    yield from (("own_work", ("person", str(number))) for number in interests.people)
    yield from (("own_work", ("address", email.lower())) for email in interests.emails)
    yield from (("shared_address", ("box", mailbox(email))) for email in interests.emails)
    yield from (("joint_work", mark) for mark in reader.companions)


def _exact(party: Party) -> Iterable[Mark]:
    yield "person", str(party.author)
    yield from (("address", email.lower()) for email in (*party.emails, party.author_email) if email)
