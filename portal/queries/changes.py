"""What somebody else saved in the settings of a congress meanwhile."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common import formats
from common.models import AuditEntry
from congress.models import Congress

NAMES: dict[str, Any] = {
    "name": gettext_lazy("Name"),
    "theme": gettext_lazy("Theme"),
    "description": gettext_lazy("Description"),
    "venue": gettext_lazy("Venue"),
    "slug": gettext_lazy("Word in its address"),
    "starts_on": gettext_lazy("First day"),
    "ends_on": gettext_lazy("Last day"),
    "timezone": gettext_lazy("Time zone"),
    "address": gettext_lazy("Address of the venue"),
    "latitude": gettext_lazy("Latitude"),
    "longitude": gettext_lazy("Longitude"),
    "reply_to": gettext_lazy("Address for questions"),
    "host_id": gettext_lazy("Host"),
    "languages": gettext_lazy("Languages"),
    "parts": gettext_lazy("Parts"),
}


def since(event: Congress, version: int) -> list[str]:
    """A sentence for each save after a version: who, and which settings. Oldest first."""
    rows = AuditEntry.objects.filter(verb="settings_changed", subject_kind="congress", subject_id=str(event.pk))
    told = []
    for row in rows.order_by("id"):
        if int(row.after.get("version", 0)) <= version:
            continue
        names = formats.listing(str(NAMES.get(name, name)) for name in row.after.get("changed", []))
        told.append(_("%(who)s has saved: %(what)s.") % {"who": _who(row), "what": names})
    return told


def _who(row: AuditEntry) -> str:
    if row.actor_kind == "user" and row.actor_id.isdecimal():
        user = User.objects.select_related("person").filter(pk=int(row.actor_id)).first()
        if user is not None:
            return user.person.full_name or user.email
    return _("Somebody")
