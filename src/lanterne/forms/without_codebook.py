"""Files that came back by a form, and are to be read without the codebook of that form.

Only that codebook says who consents. A codebook that is drafted from such a file would make of the
question for consent a column like any other, and people who refused would count.
"""

from __future__ import annotations

from pathlib import Path

from lanterne.codebook.model import Codebook
from lanterne.errors import InputError, Place, Problem
from lanterne.files.handed import Handed, HeldFrame
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from lanterne.forms.first_rows import may_refuse
from lanterne.forms.found_tables import found_tables
from lanterne.forms.reserved import reserved_in
from lanterne.forms.template_sheet import marked_book
from lanterne.harmonise.form_names import CONSENT, MARK


def refuse_to_draft(path: Handed) -> None:
    """Nothing is drafted from what came back by a form, with its mark or without.

    Args:
        path: A file of cases, or a data frame.

    Raises:
        InputError: It did.
    """
    if isinstance(path, HeldFrame):
        findings = Findings(str(path))
        if may_refuse(open_table(path, "", (), findings)):
            raise findings.fail("form-needs-its-codebook")
        return
    for table in found_tables(path):
        if table.asks(MARK) or table.asks(CONSENT):
            raise InputError([Problem("form-needs-its-codebook", {}, Place(str(path)))])


def refuse_of_other_form(path: Path, codebook: Codebook, findings: Findings) -> None:
    """What came back by a form is not read by a codebook that has no form.

    A file with one of both columns may be the organisation's own: its codebook says what it means.

    Args:
        path: A file or a folder of cases.
        codebook: A codebook with a column that is named as one of every form.
        findings: Receives what is wrong.

    Raises:
        InputError: A table has both columns of a form, or is a template.
    """
    tables = [*found_tables(path)]
    books = {table.path for table in tables if table.book}
    if any(one.asks(MARK) and one.asks(CONSENT) for one in tables) or any(map(marked_book, books)):
        gaps = {"codebook": codebook.name, "column": reserved_in(codebook)}
        raise findings.fail("form-other-codebook", gaps)
