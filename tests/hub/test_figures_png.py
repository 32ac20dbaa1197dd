"""Pictures to be saved are small, and as large as what was drawn, twice."""

from __future__ import annotations

import base64
import struct

import vl_convert

from lanterne.hub.portal.figures.render_process import png

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200">'
    '<rect width="300" height="200" fill="#fff"/><circle cx="90" cy="90" r="70" fill="#a50"/></svg>'
)


def test_a_png_is_twice_as_large_and_takes_fewer_bytes_than_as_drawn():
    picture = base64.b64decode(png(SVG))
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack_from(">4sII", picture, 12) == (b"IHDR", 600, 400)
    assert picture.endswith(struct.pack(">I4sI", 0, b"IEND", 0xAE426082))
    assert len(picture) < 0.5 * len(vl_convert.svg_to_png(SVG, scale=2))
