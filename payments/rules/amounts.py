"""Amounts as people type them."""

import re

from common.money import Money, digits


def parse_typed(text: str, currency: str) -> Money:
    """The amount in a text such as "1,485.00", "1.485,00", "1 485" or "300".

    Raises ValueError for anything else, and for "1.485" where it could mean two things.
    """
    bare = re.sub(r"[\s\u00a0\u202f'’]", "", text)
    bare = bare.removesuffix(currency).removeprefix(currency).strip("€$£")
    if not re.fullmatch(r"-?\d{1,12}([.,]\d+)*", bare):
        raise ValueError("not an amount")
    marks = re.findall(r"[.,]", bare)
    whole, decimals = bare, ""
    if marks and (len(marks) == 1 or marks[-1] != marks[-2]):
        whole, _, decimals = bare.rpartition(marks[-1])
        if len(decimals) == 3 and len(marks) == 1 and digits(currency) != 3:
            raise ValueError("ambiguous")
        if marks[-1] in whole:
            raise ValueError("not an amount")
    groups = re.split(r"[.,]", whole)
    if len(groups) > 1 and any(len(group) != 3 for group in groups[1:]):
        raise ValueError("not an amount")
    return Money.parse("".join(groups) + ("." + decimals if decimals else ""), currency)
