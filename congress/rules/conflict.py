"""Conflicts of interest between a reader and a submission. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interests:
    """What a reader is party to: organisations and people by id, addresses in lower case."""

    organisations: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    emails: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Party:
    """Who stands behind a submission."""

    organisation: int | None
    author: int
    author_email: str = ""
    emails: frozenset[str] = frozenset()  # of the co-presenters


def conflict(reader: Interests, work: Party) -> str | None:
    """Why a reader must not see a submission: own_organisation, own_work, own_address; None when they may."""
    if work.organisation is not None and work.organisation in reader.organisations:
        return "own_organisation"
    if work.author in reader.people:
        return "own_work"
    addresses = {email.lower() for email in (*work.emails, work.author_email) if email}
    if addresses & reader.emails:
        return "own_address"
    return None
