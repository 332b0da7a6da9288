"""Saying of copied texts that they are right as they stand, though they name the edition before."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from common.actions import audit
from common.actions.translations import mark_translated
from common.actors import Actor
from congress.actions.hold import hold
from congress.models import Congress
from portal.queries.copied import LOOKED, old_texts


def look_over(*, congress: Congress, keys: Collection[str], by: Actor, now: datetime) -> int:
    """Takes these texts, as they stand, off the list; returns how many. What changed since is not taken off.

    A repeat is harmless. Raises CongressArchived.
    """
    with transaction.atomic():
        hold(congress)
        right = [one for one in old_texts(congress) if one.key in keys]
        for one in right:
            mark_translated(
                scope=congress.slug,
                kind=LOOKED + one.unit.kind,
                ident=one.unit.ident,
                language=one.language,
                originals={one.unit.field: one.text},
                now=now,
            )
        if right:
            after = {"texts": len(right)}
            audit.record(verb="texts_looked_over", subject=congress, by=by, now=now, scope=congress.slug, after=after)
    return len(right)
