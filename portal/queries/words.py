"""Words for the addresses and codes of what a new congress brings with it, all of them free."""

from congress.rules.slugs import first_free, proposed
from network.models import Organisation
from network.rules.importing import RESERVED
from payments.models import Book, Issuer

CODE_LENGTH = 34  # of a legal entity's, with room for a number behind it


def free_city_slug(name: str) -> str:
    """A slug for a city or another body of this name."""
    taken = {*Organisation.objects.values_list("slug", flat=True), *RESERVED}
    return first_free(proposed(name, "city"), taken)


def free_issuer_code(legal_name: str) -> str:
    """A code for a legal entity of this name; its keys in the environment are named after it."""
    wanted = proposed(legal_name, "entity")[:CODE_LENGTH].rstrip("-")
    return first_free(wanted, set(Issuer.objects.values_list("code", flat=True)))


def free_book_code(slug: str) -> str:
    """A code for the books of a congress: its slug, where nobody has it."""
    return first_free(slug, set(Book.objects.values_list("code", flat=True)))
