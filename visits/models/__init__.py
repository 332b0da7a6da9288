from visits.models.booking import Booking
from visits.models.commitment import Commitment
from visits.models.visit import Departure, StudyVisit

__all__ = ["Booking", "Commitment", "Departure", "StudyVisit"]
