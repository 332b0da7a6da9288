"""Where a published experience is read."""

from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from congress.models import Submission


def address_of(row: Submission, lang: str) -> str:
    """The whole address of its page in one of our languages; it stays as it is."""
    return f"{settings.PUBLIC_URL}{_list(row.call.congress.slug, lang)}{row.code}/"


@lru_cache(maxsize=256)
def _list(slug: str, lang: str) -> str:
    with translation.override(lang):
        return reverse("portal-experiences", args=[slug])
