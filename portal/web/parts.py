"""Which rooms and sections belong to a part that a congress may do without."""

from congress.enums import Part
from congress.models import Congress

_OF = {
    "programme-programme": Part.PROGRAMME,
    "programme-manage": Part.PROGRAMME,
    "programme-rooms": Part.PROGRAMME,
    "visits-list": Part.VISITS,
    "visits-manage": Part.VISITS,
    "visits-settings": Part.VISITS,
    "portal-experiences": Part.CALL,
    "congress-call": Part.CALL,
    "congress-committee": Part.CALL,
    "congress-manage-call": Part.CALL,
    "congress-settings-calls": Part.CALL,
    "registration-presenters": Part.CALL,
    "payments-orders": Part.FEES,
    "registration-refunds": Part.FEES,
    "portal-settings-entity": Part.FEES,
    "registration-door": Part.DOOR,
}


def is_used(event: Congress, name: str) -> bool:
    """Whether the congress has a use for the page of this name."""
    if name == "congress-settings-axes":  # themes of experiences and of study visits
        return event.uses(Part.CALL) or event.uses(Part.VISITS)
    return name not in _OF or event.uses(_OF[name])
