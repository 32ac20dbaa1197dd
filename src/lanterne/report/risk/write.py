"""Write the report: a folder that is there whole or not at all, and that only its owner reads."""

from __future__ import annotations

import json
from pathlib import Path

from lanterne.errors import UsageError
from lanterne.release.folder import check_destination, new_folder
from lanterne.report.risk.page import FIGURES, render_risk
from lanterne.report.write import PAGE
from lanterne.risk import SourceRisk


def check_risk_folder(out: Path) -> None:
    """Raise UsageError unless a report can be written to ``out``."""
    if out.exists() or out.is_symlink():
        raise UsageError(f"{out} exists already. A report is never overwritten: choose a new name.")
    check_destination(out)


def write_risk(risk: SourceRisk, out: Path, language: str = "en") -> Path:
    """Write ``risk.json`` and ``index.html`` into a new folder.

    The folder is as sensitive as the cases: other users of the machine cannot open it.

    Args:
        risk: What is reported.
        out: The folder; must not exist, nor lie in a release.
        language: Language of the page; see :func:`~lanterne.report.risk.page.render_risk`.

    Returns:
        The folder.

    Raises:
        UsageError: ``out`` exists, or its parent cannot be written to.
        LanterneError: The disk is full or failed; nothing is left behind.
    """
    check_risk_folder(out)
    page = render_risk(risk, language)
    figures = json.dumps(risk.to_dict(), ensure_ascii=False, indent=1, allow_nan=False)
    with new_folder(out) as folder:
        folder.chmod(0o700)
        (folder / PAGE).write_text(page, encoding="utf-8")
        (folder / FIGURES).write_text(figures + "\n", encoding="utf-8")
    return out
