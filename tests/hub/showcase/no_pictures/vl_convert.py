"""In place of what draws: half a second for each, and nobody looks at what it shows."""

from __future__ import annotations

import hashlib
import json
from typing import Any

DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "606060000000050001a5f645400000000049454e44ae426082"
)


def vegalite_to_svg(spec: dict[str, Any], **_more: object) -> str:
    digest = hashlib.sha256(json.dumps(spec).encode()).hexdigest()
    size = 'width="300" height="20" viewBox="0 0 300 20"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><desc>{digest}</desc></svg>'


def svg_to_png(svg: str, **_more: object) -> bytes:
    return DOT + svg.encode()
