"""An export of one table, read as cases of its codebook without a mapping."""

from __future__ import annotations

from pathlib import Path

from lanterne.codebook.model import Codebook
from lanterne.files.problem_log import Findings
from lanterne.files.rows import TableFile
from lanterne.forms.asked import asked_in
from lanterne.forms.exported import CASE, exported_file
from lanterne.forms.implied_mapping import mapping_of_export
from lanterne.forms.make_form import make_form
from lanterne.forms.returned_file import ReturnedFile, returned


def open_export(
    file: TableFile, codebook: Codebook, subject_id: str | None, findings: Findings, path: Path
) -> ReturnedFile:
    """Read an open export by the form of a codebook.

    Args:
        file: The export; it has the mark of a form.
        codebook: A codebook of one table.
        subject_id: Column that says which rows are one person, where somebody says so.
        findings: Receives what is wrong.
        path: The file.

    Raises:
        InputError: Its columns are not the questions of the form.
    """
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
