"""Words for addresses that are still free."""

from congress.models import Congress
from congress.rules.slugs import first_free


def free_slug(wanted: str) -> str:
    """The word wanted, or the next one like it that no congress has and that addresses do not need themselves."""
    return first_free(wanted, set(Congress.objects.values_list("slug", flat=True)))
