"""Whether a database may be served as a demo."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError

from accounts.models import User
from congress.models import Congress


def holds_foreign_rows() -> bool:
    """Whether there is a congress or a user that `manage.py demo` did not make."""
    return Congress.objects.filter(is_demo=False).exists() or User.objects.filter(is_demo=False).exists()


def refuse_foreign_rows() -> None:
    """With DEMO=on anybody may sign in as anybody: never over a database of real people."""
    if not settings.DEMO:
        return
    try:
        foreign = holds_foreign_rows()
    except (OperationalError, ProgrammingError):
        return  # not migrated yet: nobody is in it
    if foreign:
        raise ImproperlyConfigured("DEMO=on, but the database holds congresses or users that the demo did not make.")
