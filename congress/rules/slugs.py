"""Words that addresses need for themselves, and that no congress or page may be called."""

import re

CONGRESSES = frozenset(
    "accessibility api brand components demo-files feeds finance healthz me metrics network p pay payments pictures "
    "privacy r readyz scan sign-in sign-out static".split()
)
PAGES = frozenset("call committee experiences manage programme register sessions submissions visits".split())


def is_free(slug: str, *, of_page: bool = False) -> bool:
    """Whether a congress (or a page of one) may be called so: lower-case words and hyphens, none of the fixed ones."""
    well_formed = re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) is not None and len(slug) <= 60
    return well_formed and slug not in (PAGES if of_page else CONGRESSES)
