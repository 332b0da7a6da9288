"""When one may register."""

from congress.models import Congress
from congress.rules.openings import Window
from registration.models import Terms


def set_registration(congress: Congress, window: Window) -> None:
    """When registration is open, inside the caller's transaction; null ends are open. Holds stay as they are."""
    Terms.objects.filter(congress=congress).update(opens_at=window.opens_at, closes_at=window.closes_at)
