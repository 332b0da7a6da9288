"""The text in the QR: as the contract says it, and proof against everything else."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from registration.rules import badge_token
from registration.rules.badge_token import LENGTH, Parsed, Problem, is_genuine, parse, sign
from registration.rules.base45 import ALPHABET, NotBase45, decode, encode

PRIVATE = bytes(range(32))
PUBLIC = Ed25519PrivateKey.from_private_bytes(PRIVATE).public_key().public_bytes_raw().hex()
uint8, uint16, uint32 = (st.integers(0, 2**bits - 1) for bits in (8, 16, 32))


@pytest.mark.parametrize(
    ("data", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"", "")]
)
def test_base45_gives_the_examples_of_rfc_9285(data: bytes, text: str) -> None:
    assert (encode(data), decode(text)) == (text, data)


@given(st.binary(max_size=200))
def test_base45_round_trip(data: bytes) -> None:
    assert decode(encode(data)) == data


@pytest.mark.parametrize("text", ["GGW", "::", ":::", "A", "AAAA", "ab0", "Ä00", "00\x00"])
def test_base45_refuses_what_no_bytes_encode_to(text: str) -> None:
    with pytest.raises(NotBase45):
        decode(text)


@given(uint8, uint32, uint32, uint16)
def test_signed_text_reads_back(key_id: int, congress: int, number: int, serial: int) -> None:
    text = sign(private=PRIVATE, key_id=key_id, congress=congress, number=number, serial=serial)
    parsed = parse(text)
    assert isinstance(parsed, Parsed)
    assert (len(text), text[:3], set(text) <= set(ALPHABET)) == (LENGTH, "PL1", True)
    assert (parsed.key_id, parsed.congress, parsed.number, parsed.serial) == (key_id, congress, number, serial)
    assert is_genuine(parsed, {key_id: PUBLIC})


def test_layout_is_the_contracts() -> None:
    text = sign(private=PRIVATE, key_id=3, congress=7, number=0x01020304, serial=0x0506)
    raw = decode(text[3:])
    assert raw[:11] == bytes([3, 0, 0, 0, 7, 1, 2, 3, 4, 5, 6])
    key = Ed25519PrivateKey.from_private_bytes(PRIVATE).public_key()
    key.verify(raw[11:], b"plenaria-badge-1\0" + raw[:11])
    assert len(raw) == 75


@given(st.text(max_size=300) | st.text(alphabet=ALPHABET, min_size=113, max_size=113).map("PL1".__add__))
def test_any_text_is_read_and_none_is_genuine(text: str) -> None:
    parsed = parse(text)
    assert isinstance(parsed, Problem) or not is_genuine(parsed, dict.fromkeys(range(256), PUBLIC))


@given(st.integers(3, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_not_genuine(at: int, letter: str) -> None:
    text = sign(private=PRIVATE, key_id=1, congress=7, number=9, serial=1)
    changed = text[:at] + letter + text[at + 1 :]
    parsed = parse(changed)
    assert changed == text or isinstance(parsed, Problem) or not is_genuine(parsed, {1: PUBLIC})


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda text: "", Problem.NOT_A_BADGE),
        (lambda text: text[3:], Problem.NOT_A_BADGE),
        (lambda text: " " + text, Problem.NOT_A_BADGE),
        (lambda text: "https://example.org/t/1", Problem.NOT_A_BADGE),
        (lambda text: text.lower(), Problem.NOT_A_BADGE),
        (lambda text: text[:60], Problem.UNREADABLE),
        (lambda text: text + text, Problem.UNREADABLE),
        (lambda text: text + "\r\n", Problem.UNREADABLE),
        (lambda text: text[:9] + "\t" + text[10:], Problem.UNREADABLE),
        (lambda text: "PL1" + "A" * 5000, Problem.UNREADABLE),
        (lambda text: "PL1" + ":" * 113, Problem.IMPOSSIBLE),
    ],
)
def test_problems_have_names(change: object, problem: Problem) -> None:
    text = sign(private=PRIVATE, key_id=1, congress=7, number=9, serial=1)
    assert parse(change(text)) is problem  # type: ignore[operator]


def test_unknown_key_is_not_genuine() -> None:
    parsed = parse(sign(private=PRIVATE, key_id=1, congress=7, number=9, serial=1))
    assert isinstance(parsed, Parsed)
    assert not is_genuine(parsed, {2: PUBLIC})
    assert badge_token.PREFIX == "PL1"
