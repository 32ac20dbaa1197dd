"""A form on paper: a PDF to print and to fill in by hand, made by Typst.

Texts are handed to Typst as data and never as a program, so that nothing that a codebook says is
carried out. The fonts are those of this package and of Typst: the same form has the same bytes on
every computer.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from lanterne.errors import UsageError
from lanterne.forms.paper_layout import shown_on_paper
from lanterne.forms.questions import Form

# ruff: noqa: PLC0415 - Typst is an extra, and few need it

_HERE = Path(__file__).parent
FONTS = _HERE / "fonts"
TEMPLATE = _HERE / "templates" / "paper.typ"

ACCESSIBLE: Final = "ua-1"
"""PDF/UA-1: tagged, with a title and a language; it has no letter for which there is no font."""


def write_paper(form: Form, language: str) -> bytes:
    """The form as a PDF to print.

    Args:
        form: The form.
        language: Of its texts; one of the form.

    Raises:
        UsageError: Typst is not installed, or no font has the letters of this language.
    """
    try:
        import typst
    except ImportError:
        raise UsageError("form.typst-not-installed") from None
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
    try:
        return typst.compile(
            TEMPLATE,
            root=TEMPLATE.parent,
            font_paths=fonts,
            format="pdf",
            sys_inputs={"form": json.dumps(shown_on_paper(form, language))},
            pdf_standards=ACCESSIBLE,
            timestamp=0,
        )
    except typst.TypstError as error:
        if "could not be displayed" in error.message:
            raise UsageError("form.no-glyphs", language=language) from None
        raise
