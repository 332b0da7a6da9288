"""What accounts drops of a rehearsal: people whom nothing but it knew."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from accounts.models import Person
from common.actions.rehearsal import drop_keys
from common.models import QueuedMail


def drop_untied(people: Collection[int]) -> int:
    """Deletes those of the people whom no row of any room points to, with their letters; returns how many.

    Whoever can sign in, speaks for a city, or takes part somewhere else stays.
    """
    rows = Person.objects.filter(pk__in=people)
    for tie in Person._meta.related_objects:
        pointing = tie.related_model._base_manager.filter(**{tie.field.name: OuterRef("pk")})
        rows = rows.filter(~Exists(pointing))
    refs = list(rows.values_list("ref", flat=True))
    QueuedMail.objects.filter(person__in=refs).delete()
    gone = Person.objects.filter(ref__in=refs).delete()[0]
    drop_keys(refs)
    return gone
