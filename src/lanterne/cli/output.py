"""What the verbs share in printing: JSON, problems, summaries, and new files."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Collection, Iterable
from pathlib import Path
from shutil import get_terminal_size

import typer

from lanterne.cli.language import here, language, told
from lanterne.disk import reason
from lanterne.errors import LanterneError, Problem, UsageError
from lanterne.messages import Message, say

LABELS = 11
"""Least width of the labels of a summary."""

Line = tuple[str, str | Message]
"""A line of a summary: the name of its label in the store, empty for none, and what it says."""


def print_json(**values: object) -> None:
    """One JSON object on standard output; paths are texts."""
    typer.echo(json.dumps(values, ensure_ascii=False, indent=2, default=str))


def print_problems(problems: Collection[Problem]) -> None:
    """One line for each problem."""
    for problem in problems:
        typer.echo(problem.paragraph(language()))


def print_summary(lines: Iterable[Line]) -> None:
    """Labels, and beside each what it says, in the language of the terminal."""
    print_labelled((told(f"terminal.label.{name}") if name else "", text) for name, text in lines)


def print_labelled(lines: Iterable[Line], *, err: bool = False) -> None:
    """The same; the labels are in words already, such as numbers."""
    listed = list(lines)
    width = max([LABELS, *(len(label) + 1 for label, _ in listed)])
    for label, text in listed:
        typer.echo(entry(label, text if isinstance(text, str) else here(text), width), err=err)


def entry(label: str, text: str, width: int = LABELS) -> str:
    """A line of a summary; what is longer than the terminal goes on below, words whole."""
    return textwrap.fill(
        text,
        _width(),
        initial_indent=f"{label:<{width}}",
        subsequent_indent=" " * width,
        break_long_words=False,
        break_on_hyphens=False,
    )


def wrapped(text: str | Message, indent: str = "") -> str:
    """A text in lines that fit the terminal, words whole."""
    lines = [
        textwrap.fill(line, _width(), initial_indent=indent, subsequent_indent=indent)
        for line in (text if isinstance(text, str) else here(text)).split("\n")
    ]
    return "\n".join(lines)


def print_findings(sensitive: str, findings: Iterable[str], out: Path, spoken: str) -> None:
    """What a sensitive report says, under its warning, and the page to open.

    Args:
        sensitive: Code of the warning.
        findings: Sentences of the report.
        out: Folder of the report.
        spoken: Language of all of it.
    """
    typer.echo(f"{say(Message(sensitive), spoken)}\n")
    for finding in findings:
        typer.echo(wrapped(finding))
    page = Message("terminal.open", {"place": str(out / "index.html")})
    typer.echo(f"\n{say(page, spoken)}")


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
