"""What is wrong with the words of a command line, said by the store and in its languages.

Typer says it in English, and repeats what was typed: that may be the answer of a case.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer

from lanterne.cli.language import here
from lanterne.messages import Message, Parameter, sentences
from lanterne.messages.did_you_mean import did_you_mean

_errors: Any = sys.modules[typer.BadParameter.__module__]
"""The errors of Click, wherever Typer keeps them."""

_OPTION = re.compile("--?[a-z][a-z-]*")
"""What may be an option that somebody has misspelt, and is no answer of a case."""

EXTRA = "usage.extra-argument"
NO_COMMAND = "usage.missing-command"
UNKNOWN = "usage.no-such-command"


class UsageProblem(typer.BadParameter):
    """A wrong use of the command line, in the language of the terminal. Exit code 2."""

    def __init__(self, message: Message, context: Any = None) -> None:
        super().__init__(here(message), context)

    def format_message(self) -> str:
        """What is wrong."""
        return self.message


@contextmanager
def said_by_us(context: Any, otherwise: str, guess: Message | None = None) -> Iterator[None]:
    """Say by a code whatever Typer finds wrong meanwhile.

    Args:
        context: Of the command whose words are read.
        otherwise: Code of what has no class of its own.
        guess: What may have been meant instead.

    Raises:
        UsageProblem: Typer found something wrong.
    """
    try:
        yield
    except (UsageProblem, _errors.NoArgsIsHelpError):
        raise
    except _errors.UsageError as error:
        known = type(error) is not _errors.UsageError
        what = _what(error, context) if known else _with_guess(Message(otherwise), guess)
        raise UsageProblem(what, context) from None


def meant(typed: str, names: Sequence[str]) -> Message | None:
    """The name that begins with what was typed, or is nearly it, whatever hyphens it has."""
    word = typed.strip("-")
    for name in names:
        if word and name.strip("-").startswith(word):
            return Message("did-you-mean", {"name": name})
    return did_you_mean(typed, names)


def _what(error: Any, context: Any) -> Message:
    """What an error of a class of its own says."""
    if isinstance(error, _errors.NoSuchOption):
        return _no_such_option(error, context)
    if isinstance(error, _errors.BadOptionUsage):
        option, options = error.option_name, context.command.params
        is_flag = any(option in one.opts and getattr(one, "is_flag", False) for one in options)
        code = "usage.takes-no-value" if is_flag else "usage.needs-value"
        return Message(code, {"option": option})
    parameter = getattr(error, "param", None)
    if parameter is None:
        return Message("usage.wrong-value")
    if isinstance(error, _errors.MissingParameter):
        return _missing(parameter)
    return _wrong(parameter)


def _no_such_option(error: Any, context: Any) -> Message:
    typed = str(error.option_name)
    shown = _OPTION.fullmatch(typed) is not None
    what = Message("usage.no-such-option", {"option": typed})
    options = [name for one in context.command.params for name in one.opts if name[:2] == "--"]
    return _with_guess(what if shown else Message("usage.no-option"), meant(typed, options))


def _with_guess(what: Message, guess: Message | None) -> Message:
    """The same, and what may have been meant."""
    return sentences([what, guess] if guess else [what])


def _missing(parameter: Any) -> Message:
    name = _name(parameter)
    if parameter.param_type_name == "argument":
        return Message("usage.missing-argument", {"argument": name})
    return Message("usage.missing-option", {"option": name})


def _wrong(parameter: Any) -> Message:
    """What the value of an option or argument must be, and not what it was."""
    gaps: dict[str, Parameter] = {"name": _name(parameter)}
    kind = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    least, most = getattr(parameter, "min", None), getattr(parameter, "max", None)
    if kind is float:
        return Message("usage.no-number", gaps)
    if kind is not int:
        return Message("usage.wrong-value-of", gaps)
    if least is None:
        return Message("usage.no-whole-number", gaps)
    if most is None:
        return Message("usage.at-least", {**gaps, "least": str(least)})
    return Message("usage.between", {**gaps, "least": str(least), "most": str(most)})


def _name(parameter: Any) -> str:
    """What it is called in the help."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name)
    return str(max(parameter.opts, key=len))
