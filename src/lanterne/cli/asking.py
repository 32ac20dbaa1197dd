"""What is asked of the person, and neither shown nor taken from the command line."""

from __future__ import annotations

import sys

import typer

from lanterne.errors import UsageError


def ask_secret(question: str) -> str:
    """An answer that is not shown; without a terminal the next line of the standard input.

    Raises:
        UsageError: There is no answer.
    """
    return _asked(question, hidden=True)


def ask(question: str) -> str:
    """An answer; raises UsageError without one."""
    return _asked(question, hidden=False)


def _asked(question: str, *, hidden: bool) -> str:
    if sys.stdin.isatty():
        answer: str = typer.prompt(question, hide_input=hidden, default="", show_default=False)
        return answer.strip()
    line = sys.stdin.readline()
    if not line:
        raise UsageError(
            f"{question}: nobody answers. Type it in a terminal, or give it on the standard input."
        )
    return line.strip()
