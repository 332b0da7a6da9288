"""What people change of their own registration."""

from datetime import datetime
from typing import Any

from django.db import transaction

from common.actions import audit
from common.actors import Actor
from congress.actions.hold import hold
from registration.actions import changes as change_numbers
from registration.models import Registration


def change_details(*, registration: Registration, changes: dict[str, Any], by: Actor, now: datetime) -> Registration:
    """Changes position, badge name, badge languages and the letters' language. A repeat changes nothing."""
    with transaction.atomic():
        hold(registration.congress)
        rows = Registration.objects.select_for_update(of=("self",)).select_related("person", "congress")
        row = rows.get(pk=registration.pk)
        before = {"badge_languages": row.badge_languages, "language": row.language}
        row.badge_name = changes["badge_name"].strip()
        row.badge_languages = list(changes["badge_languages"])
        row.language = changes["language"]
        row.save(update_fields=["badge_name", "badge_languages", "language"])
        row.person.position = changes["position"].strip()
        row.person.language = changes["language"]
        row.person.save(update_fields=["position", "language"])
        audit.record(
            verb="details_changed",
            subject=row,
            by=by,
            now=now,
            scope=row.congress.scope,
            before=before,
            after={"badge_languages": row.badge_languages, "language": row.language},
            person=row.person.ref,
            private={"badge_name": row.badge_name, "position": row.person.position},
        )
        change_numbers.stamp(congress_id=row.congress_id, registration_ids=[row.pk])
        return row
