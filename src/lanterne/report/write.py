"""Write the report: a folder that is there whole or not at all, and that only its owner reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lanterne.errors import UsageError
from lanterne.evaluation import Evaluation, Versus
from lanterne.evaluation.network import NetworkEvaluation
from lanterne.release.folder import new_folder
from lanterne.report.page import FIGURES, render_page

PAGE = "index.html"
"""Name of the page."""


def write_report(
    evaluation: Evaluation | NetworkEvaluation | Versus, out: Path, language: str = "en"
) -> Path:
    """Write ``evaluation.json`` and ``index.html`` into a new folder.

    The folder is as sensitive as the cases: other users of the machine cannot open it.

    Args:
        evaluation: What is reported.
        out: The folder; must not exist.
        language: Language of the page; see :func:`~lanterne.report.page.render_page`.

    Returns:
        The folder.

    Raises:
        UsageError: ``out`` exists, or its parent cannot be written to.
        LanterneError: The disk is full or failed; nothing is left behind.
    """
    check_new(out)
    return write_private(out, render_page(evaluation, language), FIGURES, evaluation.to_dict())


def check_new(out: Path) -> None:
    """Raise UsageError when there is something at ``out``."""
    if out.exists() or out.is_symlink():
        raise UsageError("disk.report-there", place=str(out))


def write_private(out: Path, page: str, name: str, values: Mapping[str, Any]) -> Path:
    """Write a page, and its figures as JSON under a name, into a new folder of its owner's alone.

    Raises:
        UsageError: The folder cannot be made.
        LanterneError: The disk is full or failed; nothing is left behind.
    """
    figures = json.dumps(values, ensure_ascii=False, indent=1, allow_nan=False)
    with new_folder(out) as folder:
        folder.chmod(0o700)
        (folder / PAGE).write_text(page, encoding="utf-8")
        (folder / name).write_text(figures + "\n", encoding="utf-8")
    return out
