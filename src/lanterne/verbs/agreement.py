"""Verbs on definitions: whether two people read those of a codebook alike."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.disk import reason
from lanterne.errors import LanterneError, UsageError, check_language
from lanterne.files.handed import handed
from lanterne.verbs.arguments import checked
from lanterne.verbs.settings import codebook_of

if TYPE_CHECKING:
    from lanterne.codebook import Codebook
    from lanterne.harmonise import ColumnAgreement


@checked
def write_vignettes(codebook: str | Path | Codebook, out: str | Path, language: str = "en") -> Path:
    """Write ten invented stories as a sheet that two people code, each by themselves.

    Args:
        codebook: Name of a built-in codebook, path of a TOML file, or a codebook.
        out: Where the sheet goes, as CSV; must not exist.
        language: Of the stories: ``en``, ``fr``, ``es`` or ``ar``.

    Returns:
        Where it is.

    Raises:
        UsageError: There is no such codebook or language, no stories ship for the codebook, or
            something is at ``out``.
        LanterneError: The disk refuses.
    """
    from lanterne.harmonise.coded_vignettes import vignettes_for
    from lanterne.harmonise.coded_vignettes import write_vignettes as write

    check_language(language)
    book, place = codebook_of(codebook), Path(out)
    if not vignettes_for(book):
        raise UsageError("agreement.no-vignettes", codebook=book.name)
    if place.exists():
        raise UsageError("disk.there-already", place=str(place))
    try:
        write(place, book, language)
    except OSError as error:
        raise LanterneError("disk.unwritable", place=str(place), why=reason(error)) from error
    return place


@checked
def agreement(
    one: str | Path, other: str | Path, codebook: str | Path | Codebook
) -> tuple[ColumnAgreement, ...]:
    """How alike two people coded the same vignettes; see :class:`ColumnAgreement`.

    Args:
        one: The sheet of one person, of any kind that holds a table.
        other: That of the other.
        codebook: Name of a built-in codebook, path of a TOML file, or a codebook; of one table.

    Returns:
        The columns that both coded, the one that was read most differently first.

    Raises:
        UsageError: There is no such codebook, or it has linked tables.
        InputError: A sheet has problems, or the two are about other vignettes.
    """
    from lanterne.harmonise import agreement_of

    book = codebook_of(codebook)
    if book.network is not None:
        raise UsageError("agreement.linked", codebook=book.name)
    return agreement_of(handed(one), handed(other), book)
