"""Pictures to be saved are small, and show what was drawn."""

from __future__ import annotations

import struct
import zlib

import vl_convert

from lanterne.hub.portal.figures.render_process import smaller

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200">'
    '<rect width="300" height="200" fill="#fff"/><circle cx="90" cy="90" r="70" fill="#a50"/></svg>'
)


def parts(picture: bytes) -> list[tuple[bytes, bytes]]:
    """Kind and content of each part; its checksum is right."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    found, place = [], 8
    while place < len(picture):
        size, kind = struct.unpack_from(">I4s", picture, place)
        content = picture[place + 8 : place + 8 + size]
        (told,) = struct.unpack_from(">I", picture, place + 8 + size)
        assert zlib.crc32(kind + content) == told
        found.append((kind, content))
        place += 12 + size
    return found


def pixels(picture: bytes) -> bytes:
    return zlib.decompress(b"".join(part for kind, part in parts(picture) if kind == b"IDAT"))


def test_a_png_keeps_its_pixels_in_fewer_bytes():
    drawn = vl_convert.svg_to_png(SVG, scale=2)
    small = smaller(drawn)
    assert pixels(small) == pixels(drawn)
    assert len(small) < 0.7 * len(drawn)
    others = [part for part in parts(drawn) if part[0] != b"IDAT"]
    assert [part for part in parts(small) if part[0] != b"IDAT"] == others
