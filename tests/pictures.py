"""Pictures of reports: half of the time that a page takes, and the same in many tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

_kept: dict[str, str] = {}
"""What was asked for, to the last word → its picture."""


@contextmanager
def drawn_once() -> Iterator[None]:
    """What is asked for in the same words and numerals comes out as it did before."""
    import vl_convert  # noqa: PLC0415 - takes half a second, and few tests need it

    draw = vl_convert.vegalite_to_svg

    def drawn(spec: dict[str, Any], **more: Any) -> str:
        asked = json.dumps([spec, more])
        if asked not in _kept:
            _kept[asked] = draw(spec, **more)
        return _kept[asked]

    with patch.object(vl_convert, "vegalite_to_svg", drawn):
        yield


@contextmanager
def not_drawn() -> Iterator[None]:
    """Nothing is drawn where nobody looks at pictures; what they would show is worked out."""
    import vl_convert  # noqa: PLC0415

    with patch.object(vl_convert, "vegalite_to_svg", lambda *_said, **_more: "<svg></svg>"):
        yield
