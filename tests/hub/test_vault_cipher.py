"""A sealed file gives back what was written, or nothing."""

from __future__ import annotations

import io
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.vault.cipher import CHUNK, Header, Opener, Sealer, read_header
from lanterne.vault.errors import VaultError
from lanterne.vault.secret import TAG, WRAPPED, Secret

KEY = Secret.new()
HEADER = Header(b"k" * 16, b"f" * 16, "cases", b"w" * WRAPPED)
START = len(HEADER.pack())
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5]


def seal(data: bytes, parts: int = 1, key: Secret = KEY, header: Header = HEADER) -> bytes:
    stream = io.BytesIO()
    sealer = Sealer(stream, key, header, b"context")
    step = max(1, -(-len(data) // parts))
    for start in range(0, len(data), step):
        assert sealer.write(data[start : start + step]) == len(data[start : start + step])
    sealer.finish()
    sealer.finish()
    assert sealer.size == len(data)
    return stream.getvalue()


def unseal(sealed: bytes, key: Secret = KEY, context: bytes = b"context") -> bytes:
    stream = io.BytesIO(sealed)
    return Opener(stream, key, read_header(stream), context).readall()


def refuses(sealed: bytes, **more: object) -> None:
    with pytest.raises(VaultError) as caught:
        unseal(sealed, **more)  # type: ignore[arg-type]
    assert caught.value.rule in {"damaged-file", "later-version"}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("parts", [1, 3])
def test_what_was_written_is_read(size, parts):
    data = secrets.token_bytes(size)
    sealed = seal(data, parts)
    assert unseal(sealed) == data
    assert len(sealed) == START + size + TAG * max(1, -(-size // CHUNK))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 3 * CHUNK), max_size=5), st.data())
def test_any_pieces_and_any_places(sizes, data):
    pieces = [secrets.token_bytes(size) for size in sizes]
    stream = io.BytesIO()
    sealer = Sealer(stream, KEY, HEADER, b"context")
    for piece in pieces:
        sealer.write(piece)
    sealer.finish()
    plain = io.BytesIO(b"".join(pieces))
    stream.seek(0)
    opened = io.BufferedReader(Opener(stream, KEY, read_header(stream), b"context"))
    assert opened.seek(0, io.SEEK_END) == sum(sizes)
    for _ in range(4):
        place = data.draw(st.integers(0, sum(sizes) + 3))
        length = data.draw(st.integers(0, 2 * CHUNK))
        assert opened.seek(place) == plain.seek(place)
        assert opened.read(length) == plain.read(length)


def test_every_truncation_is_found():
    sealed = seal(b"a small file of a few bytes")
    for length in range(len(sealed)):
        refuses(sealed[:length])
    refuses(sealed + b"\0")


@pytest.mark.parametrize("size", [CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])
def test_truncation_at_chunks_is_found_before_a_byte_is_given(size):
    sealed = seal(secrets.token_bytes(size))
    places = {START + i * (CHUNK + TAG) for i in range(size // CHUNK + 1)}
    places |= {place + more for place in places for more in (-1, 1, TAG, TAG + 1)}
    for place in sorted(places - {len(sealed)}):
        if place > len(sealed):
            continue
        stream = io.BytesIO(sealed[:place])
        with pytest.raises(VaultError):
            Opener(stream, KEY, read_header(stream), b"context")


def test_every_flipped_bit_of_every_byte_is_found():
    sealed = seal(b"a small file of a few bytes")
    for place in range(len(sealed)):
        for bit in (1, 128):
            changed = bytearray(sealed)
            changed[place] ^= bit
            refuses(bytes(changed))


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 3 * CHUNK + 200), st.integers(1, 255))
def test_a_changed_byte_of_a_large_file_is_found(place, change):
    sealed = bytearray(LARGE)
    place %= len(sealed)
    sealed[place] ^= change
    refuses(bytes(sealed))


LARGE = seal(secrets.token_bytes(3 * CHUNK + 11))


def chunks(sealed: bytes) -> list[bytes]:
    return [sealed[i : i + CHUNK + TAG] for i in range(START, len(sealed), CHUNK + TAG)]


def test_chunks_in_another_order_or_twice_or_left_out_are_found():
    header, one = LARGE[:START], chunks(LARGE)
    for order in ([1, 0, 2, 3], [0, 2, 1, 3], [0, 0, 2, 3], [0, 1, 3], [1, 2, 3], [0, 1, 2, 2, 3]):
        refuses(header + b"".join(one[i] for i in order))
    assert unseal(header + b"".join(one)) == unseal(LARGE)


def test_an_empty_last_chunk_may_not_be_appended():
    """Whoever has the key cannot write the same file in two ways."""
    stream = io.BytesIO()
    sealer = Sealer(stream, KEY, HEADER, b"context")
    sealer.write(bytes(CHUNK))
    sealer._seal(sealer._pending, last=False)
    sealer._seal(bytearray(), last=True)
    refuses(stream.getvalue())


def test_chunks_of_another_file_context_or_key_are_found():
    other = Header(HEADER.key_id, b"g" * 16, HEADER.kind, HEADER.wrapped, HEADER.prefix)
    kind = Header(HEADER.key_id, HEADER.file_id, "notes", HEADER.wrapped, HEADER.prefix)
    for header in (other, kind):
        sealed = seal(bytes(CHUNK), header=header)
        assert len(sealed) == len(seal(bytes(CHUNK)))
        refuses(LARGE[:START] + sealed[START:])
        refuses(sealed[:START] + seal(bytes(CHUNK))[START:])
    refuses(LARGE, key=Secret.new())
    refuses(LARGE, context=b"contexu")


def test_a_file_that_is_not_finished_is_none():
    stream = io.BytesIO()
    sealer = Sealer(stream, KEY, HEADER, b"context")
    sealer.write(bytes(3 * CHUNK))
    sealer.close()
    refuses(stream.getvalue())
    with pytest.raises(ValueError, match="must not be written"):
        sealer.write(b"more")


def test_a_later_version_says_so():
    sealed = bytearray(LARGE)
    sealed[8] = 2
    with pytest.raises(VaultError, match="later version of Lanterne"):
        unseal(bytes(sealed))


def test_nothing_is_sealed_twice_alike():
    first = seal(bytes(1000), header=Header(b"k" * 16, b"f" * 16, "cases", b"w" * WRAPPED))
    second = seal(bytes(1000), header=Header(b"k" * 16, b"f" * 16, "cases", b"w" * WRAPPED))
    assert first[START:] != second[START:]
