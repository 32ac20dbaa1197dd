"""Arguments and options that several verbs have: the same words and names everywhere."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

READING = "How to read the cases"
LINKED = "Linked tables and households"
IMPRINT = "About the release"


class DialOption(StrEnum):
    """From closest to the cases, to least invented."""

    CLOSEST = "closest"
    BALANCED = "balanced"
    STRICT = "strict"


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
Dial = Annotated[
    DialOption,
    typer.Option(
        metavar="DIAL",
        help="closest to the cases; balanced; or strict: as little as possible that the cases do "
        "not hold.",
    ),
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
Licence = Annotated[
    str | None,
    typer.Option(help="Licence of the data, as an SPDX name: CC-BY-4.0.", rich_help_panel=IMPRINT),
]
Json = Annotated[
    bool,
    typer.Option("--json", help="Print one JSON object instead of text."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
