"""Writes docs/reference/cli.md from the command line: ``python tools/cli_reference.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from lanterne.cli.app import app

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "cli.md"

_TOP = """\
# The command line

Written by `make docs` from the help texts: change those, not this page.

Every command takes `--help`, and `lanterne --language fr COMMAND …` (or `es`, `ar`) answers in that
language; without it the environment variable `LANTERNE_LANGUAGE` chooses. What is asked for goes to
standard output; progress and errors go to standard error. Exit codes: **0** done, **1** a check
failed, **2** the call is wrong, **3** refused by a policy or the budget, **130** stopped with
Ctrl-C, **143** by SIGTERM.
"""


def reference() -> str:
    """The whole page."""
    sections = (line for name, command in commands() for line in _section(name, command))
    return "\n".join([_TOP, *sections])


def commands(name: str = "lanterne", command: Any = None) -> Iterator[tuple[str, Any]]:
    """Each command that does something, by all its words, such as ``lanterne hub new``."""
    command = command or typer.main.get_command(app)
    below = getattr(command, "commands", None)
    if below is None:
        yield name, command
        return
    for key in below:
        yield from commands(f"{name} {key}", below[key])


def _section(name: str, command: Any) -> Iterator[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
    words = [_argument(p) for p in arguments]
    words += [f"{p.opts[0]} {_metavar(p)}" for p in options if p.required]
    yield f"## {name}\n\n{' '.join((command.help or '').split())}\n"
    yield f"```\n{' '.join([name, *words])} [options]\n```\n"
    yield "| | |\n|---|---|"
    yield from (f"| `{p.name.upper()}` | {_told(p)} |" for p in arguments)
    yield from (f"| {_spelt(p)} | {_told(p)} |" for p in options)
    yield ""


def _argument(parameter: Any) -> str:
    name = parameter.name.upper()
    return name if parameter.required else f"[{name}]"


def _spelt(parameter: Any) -> str:
    names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    return names if parameter.is_flag else f"{names} `{_metavar(parameter)}`"


def _metavar(parameter: Any) -> str:
    return parameter.metavar or parameter.name.upper()


def _told(parameter: Any) -> str:
    text = " ".join((parameter.help or "").split()).replace("|", "\\|")
    if parameter.required:
        return f"{text} **Required.**"
    shown = parameter.default
    if isinstance(parameter.show_default, str):
        shown = parameter.show_default
    if shown is None or shown is False or not str(shown):
        return text
    if parameter.secondary_opts:
        shown = parameter.opts[0]
    return f"{text} Default: {getattr(shown, 'value', shown)}."


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
