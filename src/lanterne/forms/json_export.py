"""The questions of a form in a file that came back: in JSON, nobody's answers are left out.

KoboToolbox writes a name only where somebody answered, and so a question that nobody answered is
in no object: it is blank. The mark and consent are not: without them nobody counts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from lanterne.files.json_file import JsonFile
from lanterne.files.layout import GROUP
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from lanterne.files.rows import TableFile
from lanterne.forms.export_columns import ExportColumns, find_columns
from lanterne.harmonise.form_names import CONSENT, MARK


def questions_of(
    file: TableFile,
    questions: Collection[str],
    choices: Mapping[str, Collection[str]],
    findings: Findings,
) -> tuple[TableFile, ExportColumns]:
    """A file, and the questions in it; of JSON with those that nobody answered.

    Args:
        file: The open file, with the columns that stand in it alone.
        questions: The names of the questions.
        choices: Question with several answers → the names of its choices.
        findings: Receives questions that stand there twice, and columns without a name.
    """
    columns = find_columns(file.header, questions, choices, findings)
    if not isinstance(file, JsonFile):
        return file, columns
    for name in sorted(columns.ticked.keys() & columns.places.keys()):
        findings.add("duplicate-column.in-header", {"count": 2}, column=name)
    silent = {*questions} - columns.questions - {MARK, CONSENT}
    silent |= {
        f"{name}{GROUP}{choice}"
        for name, there in columns.ticked.items()
        for choice in {*choices[name]} - there.keys()
    }
    if not silent:
        return file, columns
    whole = open_table(file.path, "", sorted(silent), findings)
    return whole, find_columns(whole.header, questions, choices, Findings(""))  # said above
