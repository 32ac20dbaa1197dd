"""The page of a joint release that says which organisation asked what: organisation by column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lanterne.codebook.model import Codebook, Column
from lanterne.messages import page_in_languages
from lanterne.messages.store import part
from lanterne.release.texts import label, names, plain
from lanterne.release.wrapping import wrapped
from lanterne.spreadsheet_cells import safe_cell

if TYPE_CHECKING:  # what reads partners' files is not loaded with it
    from lanterne.harmonise.partners import Partner

FILE, TABLE = "COVERAGE.md", "coverage.csv"
"""Where the page lies in a release, and the same for programs."""


def coverage_page(partners: Sequence[Partner], codebook: Codebook) -> str:
    """The page, in every language.

    Args:
        partners: The organisations, one at least.
        codebook: Of the release; columns that no organisation could fill are not listed.
    """
    return page_in_languages(
        lambda tag: part("coverage", tag)["title"],
        lambda tag: wrapped(_text(partners, codebook, tag)).rstrip(),
    )


def coverage_table(partners: Sequence[Partner], codebook: Codebook) -> str:
    """The same as CSV: ``column``, ``organisation`` and ``coverage``, a row for each of both."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("column", "organisation", "coverage"))
    for column in _columns(partners, codebook):
        for one in partners:
            table.writerow((column.name, safe_cell(one.name), one.coverage[column.name]))
    return text.getvalue()


def _columns(partners: Sequence[Partner], codebook: Codebook) -> Iterator[Column]:
    for column in codebook.columns:
        if all(column.name in one.coverage for one in partners):
            yield column


def _text(partners: Sequence[Partner], codebook: Codebook, language: str) -> str:
    said = part("coverage", language)
    called = [names([plain(one.name).replace("`", "'")], language) for one in partners]
    lines = [
        f"| {said['head.column']} | {' | '.join(called)} |",
        f"|{'---|' * (1 + len(partners))}",
    ]
    for column in _columns(partners, codebook):
        cells = [said[f"is.{one.coverage[column.name]}"] for one in partners]
        told = f"{label(column.label, language)} (`{column.name}`)"
        lines.append(f"| {told} | {' | '.join(cells)} |")
    return "\n\n".join([said["lead"], "\n".join(lines), said["how-to-read"]])
