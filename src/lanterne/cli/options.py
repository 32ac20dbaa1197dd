"""Arguments and options of commands that have no request, and that several of them have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lanterne.cli.language import told

CasesFile = Annotated[Path, typer.Argument(help=told("help.option.cases-file"))]
FictionalCodebook = Annotated[
    str, typer.Option("--codebook", "-c", help=told("help.option.fictional-codebook"))
]
ReleaseFolder = Annotated[Path, typer.Argument(help=told("help.option.release"))]
Json = Annotated[bool, typer.Option("--json", help=told("help.option.json"))]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help=told("help.option.quiet"))]
