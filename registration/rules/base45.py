"""Base45 as RFC 9285 defines it: two bytes in three characters that a QR code holds in alphanumeric mode."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}


class NotBase45(ValueError):
    """The text is not what any bytes encode to."""


def encode(data: bytes) -> str:
    """RFC 9285 section 4: pairs big endian, digits least significant first, a last single byte in two."""
    out = []
    for at in range(0, len(data) - 1, 2):
        rest, low = divmod(data[at] * 256 + data[at + 1], 45)
        high, middle = divmod(rest, 45)
        out.append(ALPHABET[low] + ALPHABET[middle] + ALPHABET[high])
    if len(data) % 2:
        high, low = divmod(data[-1], 45)
        out.append(ALPHABET[low] + ALPHABET[high])
    return "".join(out)


def decode(text: str) -> bytes:
    """The bytes of a text. Raises NotBase45 for a foreign character, a wrong length or a value too large."""
    try:
        values = [_VALUE[letter] for letter in text]
    except KeyError:
        raise NotBase45("foreign character") from None
    if len(values) % 3 == 1:
        raise NotBase45("wrong length")
    out = bytearray()
    whole = len(values) - len(values) % 3
    for at in range(0, whole, 3):
        number = values[at] + 45 * values[at + 1] + 2025 * values[at + 2]
        if number > 0xFFFF:
            raise NotBase45("value too large")
        out += number.to_bytes(2, "big")
    if len(values) % 3:
        number = values[-2] + 45 * values[-1]
        if number > 0xFF:
            raise NotBase45("value too large")
        out.append(number)
    return bytes(out)
