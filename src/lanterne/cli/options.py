"""Arguments and options that several verbs have: the same words and names everywhere."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

READING = "How to read the cases"
LINKED = "Linked tables and households"
IMPRINT = "About the release"
BY_K = "Methods that hide a person among k"


class DialOption(StrEnum):
    """From closest to the cases, to least invented."""

    CLOSEST = "closest"
    BALANCED = "balanced"
    STRICT = "strict"


class MethodOption(StrEnum):
    """How cases may be protected."""

    DIFFERENTIAL_PRIVACY = "differential-privacy"
    K_ANONYMOUS_SYNTHETIC = "k-anonymous-synthetic"
    K_ANONYMISED = "k-anonymised"


class UnitOption(StrEnum):
    """Who may be protected."""

    VICTIM = "victim"
    PERPETRATOR = "perpetrator"
    HOUSEHOLD = "household"
    PERSON = "person"
    ROW = "row"


class Language(StrEnum):
    """Languages of the report."""

    ENGLISH = "en"
    FRENCH = "fr"
    SPANISH = "es"
    ARABIC = "ar"


CasesFile = Annotated[Path, typer.Argument(help="Case file: CSV, TSV, XLSX, ODS or Parquet.")]
CasesPath = Annotated[
    Path,
    typer.Argument(
        help="Case file: CSV, TSV, XLSX, ODS or Parquet; for linked tables also the folder of "
        "their files."
    ),
]
CodebookName = Annotated[
    str, typer.Option("--codebook", "-c", help="A built-in codebook, or the path of a TOML file.")
]
FictionalCodebook = Annotated[
    str,
    typer.Option("--codebook", "-c", help="lanterne-cases, or lanterne-network: linked tables."),
]
Subject = Annotated[
    str | None,
    typer.Option(help="Column that says which rows are the same person.", rich_help_panel=READING),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        metavar="COLUMN", help="Column to leave out; may be repeated.", rich_help_panel=READING
    ),
]
ReleaseFolder = Annotated[Path, typer.Argument(help="Folder of the release.")]
NewRelease = Annotated[Path, typer.Option(help="Folder of the release; must not exist.")]
_DIAL = (
    "closest to the cases; balanced: as close, with less that the cases do not hold; or strict: as "
    "little of that as possible, and rare answers lost."
)
Dial = Annotated[DialOption, typer.Option(metavar="DIAL", help=_DIAL)]
OptionalDial = Annotated[
    DialOption | None, typer.Option(metavar="DIAL", help=_DIAL, show_default="balanced")
]
Condensed = Annotated[
    bool,
    typer.Option(
        "--condensed",
        help="Also write linked tables as one row per victim.",
        rich_help_panel=LINKED,
    ),
]
Publisher = Annotated[
    str | None,
    typer.Option(help="Organisation that publishes it.", rich_help_panel=IMPRINT),
]
Title = Annotated[
    str | None,
    typer.Option(
        help="Title of the data.", show_default="that of the codebook", rich_help_panel=IMPRINT
    ),
]
Licence = Annotated[
    str | None,
    typer.Option(help="Licence of the data, as an SPDX name: CC-BY-4.0.", rich_help_panel=IMPRINT),
]
Json = Annotated[
    bool,
    typer.Option("--json", help="Print one JSON object instead of text."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
Method = Annotated[
    MethodOption,
    typer.Option(
        metavar="METHOD",
        help="differential-privacy; or, weaker and for a single release of these people, "
        "k-anonymous-synthetic or k-anonymised.",
    ),
]
K = Annotated[
    int | None,
    typer.Option(
        "--k",
        metavar="NUMBER",
        help="Fewest people behind what is written.",
        show_default="10",
        rich_help_panel=BY_K,
    ),
]
Length = Annotated[
    str | None,
    typer.Option(
        metavar="LENGTH",
        help="Of k-anonymous-synthetic: longest combination of answers that is promised, 1 to 3; "
        "or rows: whole rows.",
        show_default="3",
        rich_help_panel=BY_K,
    ),
]
QuasiIdentifiers = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMNS",
        help="Of k-anonymised: columns by which a person may be found: year,gender,country.",
        rich_help_panel=BY_K,
    ),
]
Sensitive = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMNS",
        help="Of k-anonymised: columns that --diversity and --closeness are about.",
        rich_help_panel=BY_K,
    ),
]
Diversity = Annotated[
    int | None,
    typer.Option(
        metavar="NUMBER",
        help="Of k-anonymised: fewest different sensitive answers among rows that are alike.",
        rich_help_panel=BY_K,
    ),
]
Closeness = Annotated[
    float | None,
    typer.Option(
        metavar="NUMBER",
        help="Of k-anonymised: how far sensitive answers among such rows may be spread from those "
        "of all rows, between 0 and 1.",
        rich_help_panel=BY_K,
    ),
]
AcceptRisk = Annotated[
    str | None,
    typer.Option(
        metavar="REASON",
        help="Why the release is made beside another one of the same people, where a k-method "
        "makes one of them. The reason is kept in the ledger.",
        rich_help_panel=BY_K,
    ),
]
