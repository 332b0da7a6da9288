"""How a congress looks: colours, logo, header image."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Invalid
from common.models import StoredFile
from common.uploads import checked, store
from congress.models import Congress
from congress.rules.contrast import is_colour, is_readable


def set_look(
    *,
    congress: Congress,
    primary_colour: str,
    accent_colour: str,
    by: Actor,
    now: datetime,
    logo: object | None = None,
    header_image: object | None = None,
) -> Congress:
    """Sets the colours (refused where text on them could not be read) and, when given, logo and header image."""
    fields: dict[str, list[object]] = {}
    for name, colour in (("primary_colour", primary_colour), ("accent_colour", accent_colour)):
        if not is_colour(colour):
            fields[name] = [_("Write a colour as #rrggbb.")]
        elif not is_readable(colour):
            fields[name] = [
                _("Text on this colour would be hard to read, or the colour hard to see. Choose a darker one.")
            ]
    if fields:
        raise Invalid(fields=fields)
    kept = {"logo": _picture(logo, now), "header_image": _picture(header_image, now)}
    with transaction.atomic():
        row = Congress.objects.select_for_update().get(pk=congress.pk)
        before = {"primary": row.primary_colour, "accent": row.accent_colour}
        row.primary_colour, row.accent_colour = primary_colour.lower(), accent_colour.lower()
        for name, file in kept.items():
            if file is not None:
                setattr(row, name, file)
        row.save(update_fields=["primary_colour", "accent_colour", "logo", "header_image"])
        audit.record(
            verb="look_changed",
            subject=row,
            by=by,
            now=now,
            scope=row.slug,
            before=before,
            after={"primary": row.primary_colour, "accent": row.accent_colour},
        )
        return row


def _picture(upload: object | None, now: datetime) -> StoredFile | None:
    if upload is None:
        return None
    data, kind = checked(upload, kinds={"image"})  # type: ignore[arg-type]
    return store(data=data, content_type=kind, original_name="picture", now=now)
