"""In place of what draws: half a second for each, and nobody looks at what it shows."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from typing import Any


def vegalite_to_svg(spec: dict[str, Any], **_more: object) -> str:
    digest = hashlib.sha256(json.dumps(spec).encode()).hexdigest()
    size = 'width="300" height="20" viewBox="0 0 300 20"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><desc>{digest}</desc></svg>'


def svg_to_png(svg: str, **_more: object) -> bytes:
    """A point, in a colour that follows from the picture."""
    colour = hashlib.sha256(svg.encode()).digest()[:3]
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0),
        b"IDAT": zlib.compress(b"\0" + colour),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in parts.items()
    )
