"""What the programme drops of a rehearsal: what was published, who stood in it, personal feeds, certificates."""

from common.rehearsals import Dropped
from congress.models import Congress
from programme.models import Certificate, FeedToken, Publication, PublishedSession, SessionItem


def drop(congress: Congress) -> Dropped:
    """Deletes publications, experiences in sessions, personal feeds and certificates; what was planned stays."""
    Certificate.objects.filter(congress=congress).delete()
    FeedToken.objects.filter(registration__congress=congress).delete()
    SessionItem.objects.filter(session__congress=congress).delete()
    Publication.objects.filter(congress=congress).delete()
    return Dropped(counts={"published_sessions": PublishedSession.objects.filter(congress=congress).delete()[0]})
