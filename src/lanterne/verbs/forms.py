"""The verb that writes forms."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.disk import reason, whole_file
from lanterne.errors import LanterneError, UsageError
from lanterne.verbs.arguments import checked
from lanterne.verbs.settings import codebook_of

if TYPE_CHECKING:
    from lanterne.codebook import Codebook
    from lanterne.forms import Form


@checked
def write_form(
    codebook: str | Path | Codebook,
    kind: str,
    out: str | Path,
    language: str | None = None,
    title: str | None = None,
) -> Form:
    """Write a form that asks what a codebook means; what comes back needs no mapping.

    Args:
        codebook: Name of a built-in codebook, path of a TOML file, or a codebook.
        kind: ``xlsform`` for KoboToolbox and ODK, ``excel`` for a workbook to fill in, or ``paper``
            for a PDF to print, which needs Typst (``pip install 'lanterne[pdf]'``).
        out: Where it goes; must not exist.
        language: Of a workbook or of paper, the language of its labels; of an XLSForm, which has
            all languages of the codebook, the one that is shown first. ``None``: the first of the
            codebook.
        title: What stands at the head of paper or of an XLSForm; ``None``: the title of the
            codebook. People who find paper read it.

    Returns:
        The form that was written.

    Raises:
        UsageError: There is no such codebook, kind or language, the codebook is a draft, the title
            is blank or the kind has none, something is at ``out``, or of paper: Typst is not
            installed, or has no font for the language.
        InputError: The codebook has problems.
        LanterneError: The disk refuses.
    """
    from lanterne.forms import FORM_KINDS, UNTITLED, make_form

    book, place = codebook_of(codebook), Path(out)
    if kind not in FORM_KINDS:
        raise UsageError("form.no-kind", kind=kind, kinds=tuple(FORM_KINDS))
    if title is not None and kind == UNTITLED:
        raise UsageError("form.title-of-excel")
    if title is not None and not title.strip():
        raise UsageError("form.empty-title")
    form = make_form(book, title)
    first = form.languages[0] if language is None else language
    if first not in form.languages:
        gaps = {"codebook": book.name, "language": first}
        raise UsageError("codebook.no-labels", **gaps, languages=form.languages)
    made = FORM_KINDS[kind](form, first)
    try:
        with whole_file(place, new=True) as file:
            file.write(made)
    except FileExistsError:
        raise UsageError("disk.there-already", place=str(place)) from None
    except OSError as error:
        raise LanterneError("disk.unwritable", place=str(place), why=reason(error)) from error
    return form
