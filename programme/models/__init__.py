from programme.models.certificate import Certificate, Signatory
from programme.models.feed import FeedToken, PlanFeed
from programme.models.publication import Publication, PublishedSession
from programme.models.room import Room
from programme.models.session import Session, SessionItem, SessionPerson

__all__ = [
    "Certificate",
    "FeedToken",
    "PlanFeed",
    "Publication",
    "PublishedSession",
    "Room",
    "Session",
    "SessionItem",
    "SessionPerson",
    "Signatory",
]
