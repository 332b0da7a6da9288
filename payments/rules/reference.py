"""References that a payer writes on a transfer, and the one that the bank gives it."""

from stdnum import iso11649
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10

#: ISO 11649 leaves 21 characters after "RF" and the two check digits.
BODY_LENGTH = 21


def creditor_reference(body: str) -> str:
    """The structured creditor reference (ISO 11649) of letters and digits, without spaces."""
    text = "".join(char for char in body.upper() if char.isascii() and char.isalnum())
    if not 1 <= len(text) <= BODY_LENGTH:
        raise ValueError("an ISO 11649 reference holds 1 to 21 letters and digits")
    return f"RF{mod_97_10.calc_check_digits(text + 'RF')}{text}"


def grouped(reference: str) -> str:
    """A reference or an IBAN in groups of four, as it is printed and typed."""
    text = reference.replace(" ", "")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def as_reference(text: str) -> str:
    """The reference in a text that a person typed, or an empty string where there is none."""
    try:
        return iso11649.validate(text)
    except ValidationError:
        return ""


def bank_key(text: str) -> str:
    """A bank's own transaction reference as it is compared: capitals, no spaces, dashes or dots."""
    return "".join(char for char in text.upper() if char.isalnum())
