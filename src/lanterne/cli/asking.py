"""What is asked of the person, and neither shown nor taken from the command line."""

from __future__ import annotations

import sys

import typer

from lanterne.cli.language import here
from lanterne.errors import UsageError
from lanterne.messages import TAGS, Message, say


def ask_secret(question: Message) -> str:
    """An answer that is not shown; without a terminal the next line of the standard input.

    Raises:
        UsageError: There is no answer.
    """
    return _asked(question, hidden=True)


def ask(question: Message) -> str:
    """An answer; raises UsageError without one."""
    return _asked(question, hidden=False)


def says_yes(question: Message) -> bool:
    """Whether the answer is yes, in any language; raises UsageError without one."""
    yes = {word for tag in TAGS for word in say(Message("ask.yes"), tag).split()}
    return ask(question).lower() in yes


def check_nothing_left() -> None:
    """Raise UsageError where more was handed over than was asked for, and would be overlooked."""
    if not sys.stdin.isatty() and sys.stdin.read().strip():
        raise UsageError("series.one-at-a-time")


def _asked(question: Message, *, hidden: bool) -> str:
    if sys.stdin.isatty():
        shown = here(question)
        answer: str = typer.prompt(shown, hide_input=hidden, default="", show_default=False)
        return answer.strip()
    line = sys.stdin.readline()
    if not line:
        raise UsageError("ask.nobody-answers", question=question)
    return line.strip()
