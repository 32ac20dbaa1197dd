"""The verb on cases that are not protected yet: who stands out in them?"""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError
from lanterne.verbs.arguments import checked
from lanterne.verbs.looks import note_look_at_cases
from lanterne.verbs.settings import Progress, check_keys_alone, codebook_of, silent

if TYPE_CHECKING:
    from lanterne.codebook import Codebook
    from lanterne.risk import SourceRisk

MARK = "risk-SENSITIVE"
"""End of the name of a report's folder, where nobody chooses another."""


@checked
def risk_folder(cases: Path) -> Path:
    """Where the report on cases goes when nobody says where: beside them, marked as sensitive."""
    named = cases if cases.name.strip(".") else cases.resolve()  # "." has no name of its own
    return named.parent / f"{named.stem}-{MARK}"


@checked
def find_risk(
    cases: str | Path,
    codebook: str | Path | Codebook,
    *,
    k: int = 10,
    length: int = 3,
    columns: Sequence[str] = (),
    out: str | Path | None = None,
    subject_id: str | None = None,
    ignore: Collection[str] = (),
    household: str | None = None,
    language: str = "en",
    progress: Progress = silent,
    leave_out: Collection[str] = (),
    wider: Mapping[str, int] | None = None,
    ledger: str | Path | None = None,
) -> SourceRisk:
    """Find who stands out in cases, before anything is protected. The answer is SENSITIVE.

    The ledger notes that somebody has looked: no promise covers what is decided because of it.

    Args:
        cases: The cases, as for :func:`protect`.
        codebook: What they mean.
        k: Answers that fewer people give are rare; at least 2.
        length: Most columns in a combination, 1 to 4.
        columns: Columns that somebody may know of a person; none: all.
        out: Folder for the report; must not exist, nor lie in a release. ``None``: no report is
            written.
        subject_id: Column that says which rows are one person; ``None``: as the codebook says.
        ignore: Columns of the files that are left out.
        household: Column of one table that says who lives together; ``None``: as the codebook
            says; the empty text: nobody asks.
        language: Language of the report: ``en``, ``fr``, ``es`` or ``ar``.
        progress: Called with the name of each stage and the share of it that is done.
        leave_out: Columns of the codebook that are looked at as if they were not there.
        wider: Column → steps up its hierarchy in the codebook, as if its answers were so wide.
        ledger: The ledger of these people; by default the one beside the cases, if it is there.

    Raises:
        UsageError: An argument is wrong.
        InputError: The cases have problems.
    """
    from lanterne.cases import open_cases
    from lanterne.cases.network import open_network
    from lanterne.risk import Wider, assess_cases, assess_network

    if out is not None:
        from lanterne.report.risk.write import check_risk_folder

        check_risk_folder(Path(out))
    book, asked = codebook_of(codebook), Wider(leave_out, wider or {})
    if book.network is not None:
        check_keys_alone(subject_id)
        if household:
            raise UsageError("risk.household-of-linked")
        opened = open_network(cases, book, ignore)
        looks = note_look_at_cases(Path(cases), ledger)
        found = assess_network(opened, k, length, columns, progress, asked)
    else:
        table = open_cases(cases, book, subject_id, ignore, household)
        looks = note_look_at_cases(Path(cases), ledger)
        found = assess_cases(table, k, length, columns, progress, asked)
    found = replace(found, looks=looks)
    if out is not None:
        from lanterne.report.risk import write_risk

        write_risk(found, Path(out), language)
    return found
