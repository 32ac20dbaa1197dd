"""Write the report: a folder that is there whole or not at all, and that only its owner reads."""

from __future__ import annotations

from pathlib import Path

from lanterne.release.folder import check_destination
from lanterne.report.risk.page import FIGURES, render_risk
from lanterne.report.write import check_new, write_private
from lanterne.risk import SourceRisk


def check_risk_folder(out: Path) -> None:
    """Raise UsageError unless a report can be written to ``out``."""
    check_new(out)
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
    return write_private(out, render_risk(risk, language), FIGURES, risk.to_dict())
