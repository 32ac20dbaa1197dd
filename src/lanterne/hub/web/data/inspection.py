"""What the hub finds out about cases when they come: the first look, and what is wrong with them.

Nothing here knows Django, so that it can be done in a process of its own; what it returns is JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from lanterne import verbs
from lanterne.cases import CheckReport
from lanterne.cases.column_presence import columns_there
from lanterne.codebook import Codebook, codebook_to_dict
from lanterne.errors import Problem, problem_as_json
from lanterne.hub.web.data.case_summary import fits, look
from lanterne.hub.web.data.reasons import reasons_as_json

Findings = dict[str, Any]
"""``tables``, ``fits``, ``problems``, ``rows``; and ``people``, where a codebook is known."""


def read(
    path: Path,
    codebook: Codebook | None,
    subject_id: str | None,
    ignore: Collection[str],
    household: str = "",
    tell: Callable[[float], None] = lambda share: None,
) -> Findings:
    """Look at cases and, where a codebook is known, hold them against that. Sensitive.

    Args:
        path: A case file, or the folder of several.
        codebook: What the columns mean.
        subject_id: Column that says which rows are one person.
        ignore: Columns that are left out, where they are in the file.
        household: Column that says who lives together, where it is in the file; empty: none.
        tell: Called with the share that is done.
    """
    tables, problems = look(path, codebook, tell)
    header = tables[0]["header"] if len(tables) == 1 else []
    found: Findings = {"tables": tables, "fits": [] if codebook else fits(path, header)}
    tell(0.6)
    if codebook is None:  # whether the file can be read at all
        rows = sum(table["height"] for table in tables)
        return found | {"problems": [said(one, path) for one in problems], "rows": rows}
    there = columns_there(path, codebook, ignore)
    home = household if household in header else None
    report: CheckReport = verbs.check(
        path, codebook, subject_id=subject_id, household=home, ignore=there
    )
    return found | {
        "problems": [said(one, path) for one in report.problems],
        "rows": report.rows,
        "people": report.people,
    }


def draft(path: Path, name: str) -> Findings:
    """A first codebook from a case file, for a person to review. Sensitive.

    Returns:
        The ``codebook`` as nested tables; ``excluded``, column → why it is left out; and
        ``identifying``, column, left out or not, → why it may identify people.

    Raises:
        InputError: The file cannot be read, or no column can be used.
    """
    made = verbs.draft(path, name)
    left_out = {one: made.excluded[one] for one in made.excluded if one in made.identifying}
    return {
        "codebook": codebook_to_dict(made.codebook),
        "excluded": reasons_as_json(made.excluded),
        "identifying": reasons_as_json(left_out | dict(made.doubtful)),
    }


def said(problem: Problem, path: Path) -> dict[str, Any]:
    """A problem without the folder that the file had while it was read."""
    inside = (problem.file or "").removeprefix(str(path)).lstrip("/\\")
    return problem_as_json(problem.at(file=inside or None))
