"""Papers, set by Typst: what it is told are data, and the fonts are those that come along."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Final

# ruff: noqa: PLC0415 - Typst is an extra, and few need it

FONTS = Path(__file__).parent / "fonts"

ACCESSIBLE: Final = "ua-1"
"""PDF/UA-1: tagged, with a title and a language; it has no letter for which there is no font."""


def can_typeset() -> bool:
    """Whether Typst is installed."""
    return find_spec("typst") is not None


def typeset(template: Path, name: str, given: object) -> bytes:
    """A paper as a PDF; the same bytes on every computer.

    Args:
        template: A program of Typst, which reads no file but its own.
        name: Under which it finds, as JSON, what it is given.
        given: Texts and numbers. Nothing in them is carried out.

    Raises:
        ImportError: Typst is not installed.
        typst.TypstError: It cannot be set, such as for want of letters, or is not accessible.
    """
    import typst

    return typst.compile(
        template,
        root=template.parent,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[FONTS]),
        format="pdf",
        sys_inputs={name: json.dumps(given)},
        pdf_standards=ACCESSIBLE,
        timestamp=0,
    )
