"""What the verbs share in printing: JSON, problems, and new files."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Collection, Iterable
from pathlib import Path
from shutil import get_terminal_size

import typer

from lanterne.cli.language import language
from lanterne.disk import reason
from lanterne.errors import LanterneError, Problem, UsageError

LABELS = 11
"""Width of the labels of a summary."""


def print_json(**values: object) -> None:
    """One JSON object on standard output; paths are texts."""
    typer.echo(json.dumps(values, ensure_ascii=False, indent=2, default=str))


def print_problems(problems: Collection[Problem]) -> None:
    """One line for each problem."""
    for problem in problems:
        typer.echo(problem.paragraph(language()))


def plural(count: int, noun: str) -> str:
    """A number and its noun: ``1 row``, ``12,000 rows``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def entry(label: str, text: str) -> str:
    """A line of a summary; what is longer than the terminal goes on below, words whole."""
    return textwrap.fill(
        text,
        _width(),
        initial_indent=f"{label:<{LABELS}}",
        subsequent_indent=" " * LABELS,
        break_long_words=False,
        break_on_hyphens=False,
    )


def wrapped(text: str, indent: str = "") -> str:
    """A text in lines that fit the terminal, words whole."""
    lines = [
        textwrap.fill(line, _width(), initial_indent=indent, subsequent_indent=indent)
        for line in text.split("\n")
    ]
    return "\n".join(lines)


def print_findings(sensitive: str, findings: Iterable[str], opening: str, out: Path) -> None:
    """What a sensitive report says, under its warning, and the page to open."""
    typer.echo(f"{sensitive}\n")
    for finding in findings:
        typer.echo(wrapped(finding))
    typer.echo(f"\n{opening} {out / 'index.html'}")


def _width() -> int:
    return min(get_terminal_size().columns, 100)


def write_new(path: Path, text: str) -> None:
    """Write a new file, whole or not at all.

    Raises:
        UsageError: It exists, or its folder does not.
        LanterneError: It cannot be written; nothing is left behind.
    """
    try:
        file = path.open("x", encoding="utf-8", newline="\n")
    except FileExistsError:
        raise UsageError("disk.there-already", place=str(path)) from None
    except OSError as error:
        raise UsageError("disk.unwritable", place=str(path), why=reason(error)) from error
    try:
        with file:
            file.write(text)
    except BaseException as error:
        path.unlink()
        if isinstance(error, OSError):
            raise LanterneError("disk.unwritable", place=str(path), why=reason(error)) from error
        raise
