"""A sealed stream opens with its passphrase, whole, or not at all."""

import io

import pytest

from common.transfer import sealing
from common.transfer.sealing import CHUNK, TAG, Lock, SealBroken, WrongPassphrase, key_of, new_lock, seal, unseal

KEY, BOUND = bytes(range(32)), b"what the manifest says"


def sealed(data: bytes, key: bytes = KEY) -> bytes:
    target = io.BytesIO()
    seal(io.BytesIO(data), target, key=key, bound=BOUND)
    return target.getvalue()


def opened(data: bytes, key: bytes = KEY, bound: bytes = BOUND) -> bytes:
    target = io.BytesIO()
    unseal(io.BytesIO(data), target, key=key, bound=bound)
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7])
def test_stream_comes_back_as_it_was(size):
    data = bytes(n % 251 for n in range(97)) * (size // 97 + 1)

    assert opened(sealed(data[:size])) == data[:size]


WHOLE = b"a" * CHUNK + b"b" * CHUNK + b"c"
PIECE = CHUNK + TAG


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda data: data[:-1],
        lambda data: data[: 2 * PIECE],  # the last chunk is missing
        lambda data: data[PIECE:],  # the first one is
        lambda data: data[PIECE : 2 * PIECE] + data[:PIECE] + data[2 * PIECE :],  # two are swapped
        lambda data: data[:PIECE] + data[:PIECE] + data[2 * PIECE :],  # one is repeated
        lambda data: bytes([data[0] ^ 1]) + data[1:],
        lambda data: data + b"x",
        lambda data: b"",
    ],
)
def test_stream_that_was_changed_does_not_open(spoilt):
    with pytest.raises(SealBroken):
        opened(spoilt(sealed(WHOLE)))


def test_stream_is_bound_to_its_manifest():
    with pytest.raises(SealBroken):
        opened(sealed(b"people"), bound=b"another manifest")


def test_sealed_stream_shows_nothing():
    assert b"people" not in sealed(b"people" * 100)


def test_passphrase_makes_the_key_again_and_another_does_not():
    lock, key = new_lock("four words of ours")

    assert key_of(Lock.from_json(lock.as_json()), "four words of ours") == key
    with pytest.raises(WrongPassphrase):
        key_of(lock, "four words of Ours")


def test_passphrase_is_the_same_however_its_letters_are_composed():
    lock, key = new_lock("caf\u00e9 com a\u00e7\u00facar e leite")

    assert key_of(lock, "cafe\u0301 com ac\u0327u\u0301car e leite") == key


def test_same_passphrase_makes_another_key_each_time():
    assert new_lock("four words of ours")[1] != new_lock("four words of ours")[1]


@pytest.mark.parametrize(
    "change",
    [
        {"n": 2},
        {"n": 2**30},
        {"kdf": "none"},
        {"salt": "00"},
        {"salt": 7},
        {"check": None},
        {"cipher": "none"},
        {"x": 1},
    ],
)
def test_lock_of_another_kind_is_refused(change):
    lock = sealing.new_lock("four words of ours")[0]

    with pytest.raises(SealBroken):
        Lock.from_json({**lock.as_json(), **change})


@pytest.mark.parametrize("value", [None, [], "lock", {}])
def test_what_is_no_lock_is_refused(value):
    with pytest.raises(SealBroken):
        Lock.from_json(value)
