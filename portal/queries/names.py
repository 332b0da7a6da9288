"""Who acted, by the name of today: asked when a page is shown, kept nowhere (see common/actors.py)."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.actors import namer
from registration.models import Device

_AT_THE_CONSOLE = gettext_lazy("An administrator at the console")
SYSTEM = {
    "command line": _AT_THE_CONSOLE,
    "demo": gettext_lazy("The demonstration"),
    "erase_person": _AT_THE_CONSOLE,
    "erasure": gettext_lazy("The system, on erasing a person"),
    "expired holds": gettext_lazy("The system, as the time to pay was over"),
    "expiry": gettext_lazy("The system, as the time to pay was over"),
    "openings": gettext_lazy("The system, as something opened"),
    "populate": _AT_THE_CONSOLE,
    "refunds": gettext_lazy("The system, on sending refunds"),
    "reminders": gettext_lazy("The system, by the rule of a round of reading"),
    "conflicts": gettext_lazy("The system, looking for conflicts of interest"),
    "rotate_keys": _AT_THE_CONSOLE,
    "scanner_code": _AT_THE_CONSOLE,
    "stripe": "Stripe",
    "waiting list": gettext_lazy("The system, for the waiting list"),
    "waiting lists": gettext_lazy("The system, for the waiting lists"),
}


@namer("user")
def users(idents: Collection[str]) -> dict[str, str]:
    """People who sign in, by name, else by address; whoever was erased has neither."""
    numbers = [int(ident) for ident in idents if ident.isdecimal()]
    rows = User.objects.select_related("person").filter(pk__in=numbers)
    erased = _("Somebody who was erased")
    return {str(row.pk): row.person.full_name or row.person.email or erased for row in rows}


@namer("device")
def devices(idents: Collection[str]) -> dict[str, str]:
    """Scanners by the name they were set up with."""
    rows = Device.objects.filter(pk__in=[int(ident) for ident in idents if ident.isdecimal()])
    return {str(row.pk): _("Scanner “%(name)s”") % {"name": row.name} for row in rows}


@namer("holder")
def holders(idents: Collection[str]) -> dict[str, str]:
    """Whoever followed the link of a registration, a delegation or an order, by its code."""
    return {ident: _("Holder of the link %(code)s") % {"code": ident} for ident in idents}


@namer("system")
def system(idents: Collection[str]) -> dict[str, Any]:
    return {ident: SYSTEM[ident] for ident in idents if ident in SYSTEM}
