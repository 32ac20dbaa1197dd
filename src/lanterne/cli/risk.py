"""The verb on cases that are not protected yet: risk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lanterne import verbs
from lanterne.cli.options import (
    LINKED,
    CasesPath,
    CodebookName,
    Ignore,
    Json,
    Language,
    Quiet,
    Subject,
)
from lanterne.cli.output import print_findings, print_json
from lanterne.cli.progress import show_progress
from lanterne.errors import UsageError
from lanterne.verbs.road import FINDING_RISK, FINDING_RISK_NETWORK


def risk(
    cases: CasesPath,
    codebook: CodebookName,
    *,
    k: Annotated[
        int, typer.Option("--k", min=2, help="Answers that fewer people give are rare.")
    ] = 10,
    length: Annotated[int, typer.Option(min=1, max=4, help="Most columns in a combination.")] = 3,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN",
            help="Column that somebody may know of a person; may be repeated, or several with "
            "commas between.",
            show_default="all columns",
        ),
    ] = None,
    leave_out: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN",
            help="Look as if this column of the codebook were not there; may be repeated, or "
            "several with commas between.",
        ),
    ] = None,
    wider: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN=LEVEL",
            help="Look as if the answers of a column were so many steps wider in the codebook; "
            "may be repeated, or several with commas between.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder of the SENSITIVE report; must not exist.",
            show_default="CASES-risk-SENSITIVE, beside the cases",
        ),
    ] = None,
    language: Annotated[Language, typer.Option(help="Of the report.")] = Language.ENGLISH,
    subject_id: Subject = None,
    ignore: Ignore = None,
    household: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="Column of one table that says who lives together.",
            show_default="as the codebook says",
            rich_help_panel=LINKED,
        ),
    ] = None,
    ledger: Annotated[
        Path | None,
        typer.Option(
            help="The ledger of these people, which keeps count of looks.",
            show_default="the one beside the cases, if it is there",
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find who stands out in cases, before protecting them. The report is SENSITIVE."""
    from lanterne.codebook import load_codebook  # noqa: PLC0415 - loads Polars

    folder, book = out or verbs.risk_folder(cases), load_codebook(codebook)
    steps = FINDING_RISK if book.network is None else FINDING_RISK_NETWORK
    with show_progress(steps, quiet or as_json) as progress:
        found = verbs.find_risk(
            cases,
            book,
            k=k,
            length=length,
            columns=_names(columns or []),
            out=folder,
            subject_id=subject_id,
            ignore=ignore or (),
            household=household,
            language=language.value,
            progress=progress,
            leave_out=_names(leave_out or []),
            wider=_levels(_names(wider or [])),
            ledger=ledger,
        )
    if as_json:
        print_json(**found.to_dict())
        return
    from lanterne.evaluation.summary import counted_looks_in_words  # noqa: PLC0415 - loads Polars
    from lanterne.report.risk import risk_findings  # noqa: PLC0415 - loads Polars

    sensitive, opening = _HEADINGS[language]
    findings = [finding.text for finding in risk_findings(found, language.value)]
    findings.append(counted_looks_in_words(found.looks, language.value))
    print_findings(sensitive, findings, opening, folder)


def _names(columns: list[str]) -> list[str]:
    """Names of columns, given one by one or with commas between."""
    return [name.strip() for text in columns for name in text.split(",") if name.strip()]


def _levels(texts: list[str]) -> dict[str, int]:
    """Columns and their levels, as ``COLUMN=LEVEL``."""
    levels = {}
    for text in texts:
        name, _, level = text.rpartition("=")
        if not name or not level.strip().isdecimal():
            raise UsageError("option.wider", text=text)
        levels[name.strip()] = int(level)
    return levels


_HEADINGS = {
    Language.ENGLISH: ("SENSITIVE: counted in the cases. Do not publish.", "Open"),
    Language.FRENCH: ("SENSIBLE : compté dans les dossiers. Ne pas publier.", "Ouvrir"),
    Language.SPANISH: ("CONFIDENCIAL: contado en los expedientes. No publicar.", "Abrir"),
    Language.ARABIC: ("سري: محسوب من الحالات. لا يُنشر.", "افتح"),
}
