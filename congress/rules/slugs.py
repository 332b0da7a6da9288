"""Words that addresses need for themselves, and that no congress or page may be called."""

import re
from collections.abc import Collection

from network.rules.search import fold

CONGRESSES = frozenset(
    "accessibility api brand certificates components demo-files experiences feeds finance healthz me metrics network p "
    "pay payments personal pictures plan privacy r readyz scan sign-in sign-out start static t".split()
)
PAGES = frozenset("call committee experiences manage new programme register sessions submissions visits".split())

LONGEST = 60


def is_free(slug: str, *, of_page: bool = False) -> bool:
    """Whether a congress (or a page of one) may be called so: lower-case words and hyphens, none of the fixed ones."""
    well_formed = re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) is not None and len(slug) <= LONGEST
    return well_formed and slug not in (PAGES if of_page else CONGRESSES)


def slug_fault(slug: str) -> str:
    """The code of what is wrong with a congress's word, "" for nothing; is it taken, only the rows can tell."""
    if is_free(slug):
        return ""
    return "slug_reserved" if slug in CONGRESSES else "slug_malformed"


def proposed(name: str, otherwise: str = "") -> str:
    """A word for addresses from a name: without marks, in small letters, at most 60; `otherwise` for other scripts."""
    words = re.findall(r"[a-z0-9]+", fold(name))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug if re.search("[a-z]", slug) else otherwise


def first_free(slug: str, taken: Collection[str]) -> str:
    """The word itself, or with the first number behind it that nobody has, where it is taken or fixed."""
    number = 1
    found = slug
    while found in taken or found in CONGRESSES:
        number += 1
        found = f"{slug[: LONGEST - len(str(number)) - 1].rstrip('-')}-{number}"
    return found
