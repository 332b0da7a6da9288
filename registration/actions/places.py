"""Taking and freeing scarce places: a counter on each parent, moved by one conditional update.

`taken` counts registrations in a state that holds a place (enums.HOLDING). The database's check constraint
keeps it within `places` whatever happens here.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict
from registration.models import AddOn, Category, Terms

Parent = Terms | Category | AddOn


class CategoryFull(Conflict):
    code = "category_full"
    message = _("There are no places left in this category.")


class AddOnFull(Conflict):
    code = "add_on_full"
    message = _("There are no places left for this extra.")


class CongressFull(Conflict):
    code = "category_full"
    message = _("The congress is full.")


_FULL: dict[type[Any], type[Conflict]] = {Terms: CongressFull, Category: CategoryFull, AddOn: AddOnFull}
_ORDER: list[type[Any]] = [Terms, Category, AddOn]


def _in_lock_order(parents: Iterable[Parent]) -> list[Parent]:
    """Congress, category, add-ons, by id: the same everywhere, so that nobody waits for each other in a ring."""
    return sorted(parents, key=lambda parent: (_ORDER.index(type(parent)), parent.pk))


def _room_left() -> Q:
    return Q(places__isnull=True) | Q(taken__lt=F("places"))


def take(parents: Iterable[Parent]) -> None:
    """Takes one place of each parent, inside the caller's transaction. Raises that parent's …Full."""
    for parent in _in_lock_order(parents):
        moved = type(parent).objects.filter(_room_left(), pk=parent.pk).update(taken=F("taken") + 1)
        if moved != 1:
            raise _FULL[type(parent)]()


def free(parents: Iterable[Parent]) -> None:
    """Gives one place of each parent back."""
    for parent in _in_lock_order(parents):
        type(parent).objects.filter(pk=parent.pk, taken__gt=0).update(taken=F("taken") - 1)
