"""What comes back by a form, read as cases of its codebook without a mapping.

A form carries a mark, and so does what comes back: a file with the mark is read as its form says,
any other as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lanterne.codebook.model import Codebook
from lanterne.errors import InputError
from lanterne.files.problem_log import Findings
from lanterne.files.read import OpenTable, open_table
from lanterne.files.rows import Rows, TableFile
from lanterne.forms.export_columns import has_column
from lanterne.forms.exported import CASE, ExportedFile, exported_file
from lanterne.forms.implied_mapping import mapping_of_export
from lanterne.forms.make_form import make_form
from lanterne.forms.questions import CONSENT
from lanterne.forms.xlsform import MARK, asked_in
from lanterne.harmonise.apply import HarmonisedFile, harmonised
from lanterne.harmonise.mapping import Mapping


@dataclass(frozen=True)
class ReturnedFile:
    """Cases that came back by a form, in the columns of the codebook.

    Attributes:
        file: The rows of people who consent, with what the form's answers become.
        header: The columns; those that no form asks for are among them, so that they are noticed.
        places: Position of each among the columns of ``file``.
    """

    file: HarmonisedFile
    header: tuple[str, ...]
    places: tuple[int, ...]

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The rows; see :meth:`HarmonisedFile.batches`."""
        for rows in self.file.batches(findings):
            frame = rows.frame.select(
                rows.frame.to_series(place).alias(str(n)) for n, place in enumerate(self.places)
            )
            yield Rows(frame, rows.numbers)


def opened_as_form(codebook: Codebook, subject_id: str | None = None) -> OpenTable:
    """How a file of one table is opened: by its form if it has the mark of one, else as it is.

    Args:
        codebook: A codebook of one table.
        subject_id: Column that says which rows are one person, where somebody says so.
    """

    def open_as(path: Path, table: str, known: Collection[str], findings: Findings) -> TableFile:
        file = open_table(path, table, [*known, MARK, CONSENT], findings)
        if not has_column(file.header, MARK):
            return file
        return _of_export(file, codebook, subject_id, findings, path)

    return open_as


def _of_export(
    file: TableFile, codebook: Codebook, subject_id: str | None, findings: Findings, path: Path
) -> ReturnedFile:
    asked = asked_in(make_form(codebook))
    exported = exported_file(file, asked, findings)
    by_name = dict(zip(exported.columns.others.values(), exported.others, strict=True))
    who = by_name.get(subject_id or "", CASE)
    own = asked.form.cases.itself
    others = {asked.ids[one.name]: one.name for one in asked.form.cases.identities if one != own}
    called = {**({CASE: own.name} if own else {}), **others}
    called |= {alias: name for name, alias in by_name.items()}
    keep = tuple(dict.fromkeys((who, CASE, *called)))
    mapping = mapping_of_export(asked, exported.header, keep)
    return returned(exported, mapping, codebook, called, findings, path)


def returned(
    exported: TableFile,
    mapping: Mapping,
    codebook: Codebook,
    called: dict[str, str],
    findings: Findings,
    path: Path,
) -> ReturnedFile:
    """An export and the mapping that its form implies, as a file of cases.

    Args:
        exported: The answers, each question once.
        mapping: What they become.
        codebook: A codebook of one table.
        called: Column that is kept → its name in the codebook, or in the file.
        findings: Receives what is wrong.
        path: The file.

    Raises:
        InputError: The columns are not those that the mapping knows.
    """
    try:
        file = harmonised(exported, mapping, codebook, str(path))
    except InputError as error:
        findings.take(error.problems)
        raise
    kept = [(called[name], place) for place, name in enumerate(mapping.source.keep) if name in called]
    answers = enumerate(codebook.table.names, start=len(mapping.source.keep))
    columns = [*kept, *((name, place) for place, name in answers)]
    return ReturnedFile(file, tuple(n for n, _ in columns), tuple(place for _, place in columns))
