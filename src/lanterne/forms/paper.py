"""A form on paper: a PDF to print and to fill in by hand, made by Typst.

Texts are handed to Typst as data and never as a program, so that nothing that a codebook says is
carried out. The fonts are those of this package and of Typst: the same form has the same bytes on
every computer.
"""

from __future__ import annotations

from pathlib import Path

from lanterne.errors import UsageError
from lanterne.forms.paper_layout import shown_on_paper
from lanterne.forms.questions import Form
from lanterne.forms.typesetting import can_typeset, typeset

TEMPLATE = Path(__file__).parent / "templates" / "paper.typ"


def write_paper(form: Form, language: str) -> bytes:
    """The form as a PDF to print.

    Args:
        form: The form.
        language: Of its texts; one of the form.

    Raises:
        UsageError: Typst is not installed, or no font has the letters of this language.
    """
    if not can_typeset():
        raise UsageError("form.typst-not-installed")
    import typst  # noqa: PLC0415 - it is an extra, and few need it

    try:
        return typeset(TEMPLATE, "form", shown_on_paper(form, language))
    except typst.TypstError as error:
        if "could not be displayed" in error.message:
            raise UsageError("form.no-glyphs", language=language) from None
        raise
