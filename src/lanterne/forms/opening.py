"""How files are opened that may have come back by a form.

A form carries a mark, and so does what comes back: a file with the mark is read as its form says,
any other as it is. The mark is in the header or on a sheet of its own: no person's answers decide.
A file that has the question for consent and no mark is not read at all: whoever left out the mark
might leave out the question as well, and with it what people refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from lanterne.cases.network.locations import OpenParts
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError
from lanterne.files.handed import HeldFrame, Openable
from lanterne.files.json_file import JsonFile
from lanterne.files.object_path import File, ObjectPath
from lanterne.files.problem_log import Findings, shown
from lanterne.files.read import OpenTable, open_table
from lanterne.files.rows import TableFile
from lanterne.files.standard_input import NAME
from lanterne.files.workbook import Workbook
from lanterne.forms.export_columns import check_unmarked
from lanterne.forms.first_rows import first_rows, may_refuse
from lanterne.forms.found_tables import found_sheets
from lanterne.forms.reserved import reserved_in
from lanterne.forms.returned_export import open_export
from lanterne.forms.returned_file import beside
from lanterne.forms.returned_links import export_parts
from lanterne.forms.returned_template import open_template, template_parts
from lanterne.forms.template_sheet import marked_book
from lanterne.forms.without_codebook import refuse_of_other_form
from lanterne.harmonise.form_names import CONSENT, MARK, has_column
from lanterne.messages import Parameter


def opened_as_form(codebook: Codebook, subject_id: str | None = None) -> OpenTable:
    """How a file of one table is opened: by its form if it has the mark of one, else as it is.

    Args:
        codebook: A codebook of one table.
        subject_id: Column that says which rows are one person, where somebody says so.

    Opening raises InputError where a file has the question for consent, and no mark; and where a
    data frame or an object of a store has either: what a form says of a file is not known of what
    was made of it.
    """

    def open_as(
        path: Openable, table: str, known: Collection[str], findings: Findings
    ) -> TableFile:
        if isinstance(path, HeldFrame | ObjectPath):
            return _as_it_is(path, table, known, codebook, findings)
        if reserved_in(codebook):  # it has no form
            refuse_of_other_form(path, codebook, findings)
            return open_table(path, table, known, findings)
        filled = None if str(path) == NAME else marked_book(path)
        if filled is not None:
            template = open_template(path, filled, codebook, subject_id, findings)
            return beside(template, template.file.file.header, known)
        file = itself = open_table(path, table, known, findings)
        if isinstance(file, JsonFile) and may_refuse(file):  # the names may be those that are known
            itself = open_table(path, table, (), findings)
        if not has_column(itself.header, MARK):
            check_unmarked(first_rows(itself), codebook, findings)
            _check_alone(path, itself, findings)
            return file
        file = itself
        return beside(open_export(file, codebook, subject_id, findings, path), file.header, known)

    return open_as


def _as_it_is(
    path: HeldFrame | ObjectPath,
    table: str,
    known: Collection[str],
    codebook: Codebook,
    findings: Findings,
) -> TableFile:
    """A data frame or an object of a store, which is never what came back by a form."""
    file = open_table(path, table, known, findings)
    asks = [has_column(file.header, name) for name in (MARK, CONSENT)]
    if all(asks) or (any(asks) and not reserved_in(codebook)):
        frame = isinstance(path, HeldFrame)
        raise findings.fail("frame-of-form" if frame else "object-of-form")
    if not reserved_in(codebook):
        check_unmarked(first_rows(file), codebook, findings)
    return file


def _check_alone(path: Path, taken: TableFile, findings: Findings) -> None:
    """A sheet that is read as it is may not have one beside it that came back by a form.

    Raises:
        InputError: It has.
    """
    others = taken.others if isinstance(taken, Workbook) else ()
    for table in found_sheets(path, others) if others else ():
        if table.asks(MARK):
            gaps: dict[str, Parameter] = {"export": table.shown, "tables": (path.name,)}
            raise findings.fail("form-several.beside", gaps)


def refuse_export_beside(found: Iterable[File], tables: Sequence[str]) -> None:
    """Linked tables in parts may not have an export of a form beside them, as whole ones may not.

    Args:
        found: The files or objects beside the tables; what cannot be read is no export.
        tables: How the tables are called.

    Raises:
        InputError: One has the mark of a form.
    """
    for one in found:
        findings = Findings(str(one))
        try:
            file = open_table(one, one.stem, (), Findings(""))
            marked = any(has_column(row, MARK) for row in (file.header, *first_rows(file)))
        except InputError:
            continue
        if marked:
            gaps: dict[str, Parameter] = {"export": shown(one.name), "tables": tuple(tables)}
            raise findings.fail("form-several.beside", gaps)


def parts_as_form(path: File, codebook: Codebook, ignore: Collection[str] = ()) -> OpenParts | None:
    """How linked tables are opened that came back by a form; ``None``: they did not.

    Args:
        path: A folder or a workbook; or an object of a store, which is never what came back.
        codebook: A codebook of linked tables.
        ignore: Columns that are left out.

    Raises:
        InputError: A table has the question for consent, and none the mark; or an object has
            either.
    """
    if isinstance(path, ObjectPath):
        _as_it_is(path, path.stem, (), codebook, Findings(str(path)))
        return None
    if reserved_in(codebook):  # it has no form
        refuse_of_other_form(path, codebook, Findings(str(path)))
        return None
    filled = marked_book(path)
    if filled is not None:
        return template_parts(filled, codebook, ignore)
    return export_parts(path, codebook, ignore)
