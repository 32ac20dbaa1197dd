"""A release written once more for other programs and for catalogues, in a folder of its own.

A release is sealed: its manifest names every file in it. So an export never goes into a release,
and what a later version of a format wants differently needs no other release.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from lanterne.release.folder import new_folder
from lanterne.release.formats import (
    bibtex,
    codebook_sheet,
    codes_table,
    croissant,
    csl,
    csvw,
    datacite,
    dcat,
    ddi,
    r_script,
    read_me,
    ris,
    ro_crate,
    sdmx,
    spss,
    stata,
)
from lanterne.release.formats.about import About

Write = Callable[[About, str, Path], None]


@dataclass(frozen=True)
class Export:
    """A way of writing a release once more.

    Attributes:
        write: Writes its files of a release, in a language, into a folder.
        coded: Whether answers are numbers in it, so that a sheet says which.
    """

    write: Write
    coded: bool = False


EXPORTS: Mapping[str, Export] = {
    "stata": Export(stata.write, coded=True),
    "spss": Export(spss.write, coded=True),
    "r": Export(r_script.write),
    "excel": Export(codebook_sheet.write),
    "croissant": Export(croissant.write),
    "dcat": Export(dcat.write),
    "ddi": Export(ddi.write),
    "datacite": Export(datacite.write),
    "bibtex": Export(bibtex.write),
    "ris": Export(ris.write),
    "csl": Export(csl.write),
    "csvw": Export(csvw.write),
    "sdmx": Export(sdmx.write),
    "ro-crate": Export(ro_crate.write),
}
"""What it is asked for by → how it is written."""


def export_release(about: About, kinds: Collection[str], language: str, out: Path) -> Path:
    """Write a release in some formats.

    Args:
        about: The release, and how it is published.
        kinds: Keys of :data:`EXPORTS`.
        language: Of labels and pages; what the codebook has no words for is said in English.
        out: The folder to make; must not exist, nor lie in a release or a catalogue.

    Returns:
        ``out``.

    Raises:
        UsageError: ``out`` cannot be made, or a format needs an address, or counts that the
            release has not.
        LanterneError: The disk is full or failed; nothing is left behind.
    """
    coded = any(EXPORTS[kind].coded for kind in kinds)
    with new_folder(out) as folder:
        for kind in kinds:
            EXPORTS[kind].write(about, language, folder)
        if coded:
            codes_table.write(about, language, folder)
        read_me.write(about, language, folder, coded=coded)
    return out
