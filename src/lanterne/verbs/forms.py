"""The verb that writes forms."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.disk import reason, whole_file
from lanterne.errors import LanterneError, UsageError
from lanterne.verbs.arguments import checked
from lanterne.verbs.parts import check_made_here
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
    recipient: str | None = None,
) -> Form:
    """Write a form that asks what a codebook means; what comes back needs no mapping.

    Args:
        codebook: Name of a built-in codebook, path of a TOML file, or a codebook.
        kind: ``xlsform`` for KoboToolbox and ODK, ``excel`` for a workbook to fill in, ``paper``
            for a PDF to print, which needs Typst (``pip install 'lanterne[pdf]'``), or ``html`` for
            a page that works without network and encrypts what is filled in.
        out: Where it goes; must not exist.
        language: Of a workbook or of paper, the language of its labels; of an XLSForm or a page,
            which has all languages of the codebook, the one that is shown first. ``None``: the
            first of the codebook.
        title: What stands at the head, but of a workbook; ``None``: the title of the codebook.
            People who find paper read it.
        recipient: Of a page, the public key of whoever may read the cases: ``age1…``.

    Returns:
        The form that was written.

    Raises:
        UsageError: There is no such codebook, kind or language, the codebook is a draft, the title
            is blank or the kind has none, a page lacks its key, something is at ``out``, or of
            paper: Typst is not installed, or has no font for the language.
        InputError: The codebook has problems.
        LanterneError: The disk refuses.
    """
    from lanterne.forms import UNTITLED, make_form

    write = _writer(kind, recipient)
    check_made_here(out)
    book, place = codebook_of(codebook), Path(out)
    if title is not None and kind == UNTITLED:
        raise UsageError("form.title-of-excel")
    if title is not None and not title.strip():
        raise UsageError("form.empty-title")
    form = make_form(book, title)
    first = form.languages[0] if language is None else language
    if first not in form.languages:
        gaps = {"codebook": book.name, "language": first}
        raise UsageError("codebook.no-labels", **gaps, languages=form.languages)
    made = write(form, first)
    try:
        with whole_file(place, new=True) as file:
            file.write(made)
    except FileExistsError:
        raise UsageError("disk.there-already", place=str(place)) from None
    except OSError as error:
        raise LanterneError("disk.unwritable", place=str(place), why=reason(error)) from error
    return form


def _writer(kind: str, recipient: str | None) -> Callable[[Form, str], bytes]:
    """What makes a form of a kind, for the key of whoever may read what is filled in, if any."""
    from lanterne.forms import ENCRYPTING, FORM_KINDS, check_recipient

    if kind not in {*FORM_KINDS, *ENCRYPTING}:
        raise UsageError("form.no-kind", kind=kind, kinds=(*FORM_KINDS, *ENCRYPTING))
    if kind in FORM_KINDS:
        if recipient is not None:
            raise UsageError("form.not-encrypted")
        return FORM_KINDS[kind]
    if recipient is None:
        raise UsageError("form.no-recipient")
    key = check_recipient(recipient)
    return lambda form, language: ENCRYPTING[kind](form, language, key)
