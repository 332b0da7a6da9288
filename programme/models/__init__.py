from programme.models.feed import FeedToken
from programme.models.publication import Publication, PublishedSession
from programme.models.room import Room
from programme.models.session import Session, SessionItem, SessionPerson

__all__ = ["FeedToken", "Publication", "PublishedSession", "Room", "Session", "SessionItem", "SessionPerson"]
