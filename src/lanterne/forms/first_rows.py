"""The first rows of a file as they are: the names of a form may stand below what was put above."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from lanterne.errors import InputError
from lanterne.files.delimited import DelimitedFile, fields_of, records_of
from lanterne.files.problem_log import Findings
from lanterne.files.rows import Rows, TableFile
from lanterne.files.standard_input import StandardInput
from lanterne.files.workbook import Workbook
from lanterne.harmonise.form_names import CONSENT, MARK, has_column

LOOKED_AT = 40
"""Rows that are looked at."""


def first_rows(file: TableFile) -> list[Sequence[str]]:
    """The names of the columns, and the first rows below where the file may have names there."""
    rows: list[Sequence[str]] = [file.header]
    if isinstance(file, Workbook):
        rows += file.rows.frame.head(LOOKED_AT).iter_rows()
    elif isinstance(file, DelimitedFile) and not isinstance(file.source, StandardInput):
        with suppress(InputError, csv.Error):  # said where the file is read
            for line in islice(records_of(file.source, Findings("")), LOOKED_AT):
                rows.append(fields_of(line, file.delimiter))
    return rows


def may_refuse(file: TableFile) -> bool:
    """Whether rows of a file may be about people who did not consent: it came back by a form."""
    return any(has_column(row, name) for row in first_rows(file) for name in (MARK, CONSENT))


@dataclass(frozen=True)
class HeaderAlone:
    """A file of which the names of the columns are read, and no row.

    Attributes:
        header: The names.
    """

    header: tuple[str, ...]

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """No rows."""
        del findings
        yield from ()
