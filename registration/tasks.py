"""Background work of registration: what letters carry."""

from common import clock
from common.mailing import attachment
from registration.actions.badges import badge_pdf
from registration.models import Registration


@attachment("badge")
def badge(ident: int, language: str) -> tuple[str, str, bytes]:
    """The badge as a PDF; its name tells the code and nothing of the person."""
    row = Registration.objects.select_related("congress").get(pk=ident)
    return f"badge-{row.code}.pdf", "application/pdf", badge_pdf(row, now=clock.now())
