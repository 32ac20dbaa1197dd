"""Commands whose options are the fields of a request: nothing of them is written twice."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import typer

from lanterne.cli.language import language, told
from lanterne.messages import Message
from lanterne.verbs.requests.option import Described, described, option
from lanterne.verbs.requests.spelling import value_of

Words = dict[str, Any]
"""Field → what was given: words, or whether a switch was on. What was not given is not there."""

Chosen = tuple[type, Words]


@dataclass(frozen=True)
class Output:
    """How a command answers.

    Attributes:
        as_json: As one JSON object.
    """

    as_json: bool = field(default=False, metadata=option(name="--json", text="json"))


@dataclass(frozen=True)
class LongOutput(Output):
    """How a command answers that takes long.

    Attributes:
        quiet: Without progress.
    """

    quiet: bool = field(default=False, metadata=option(short="-q"))

    @property
    def silent(self) -> bool:
        """Whether no progress is shown."""
        return self.quiet or self.as_json


def command(
    *requests: type,
    output: type = LongOutput,
    without: frozenset[str] = frozenset(),
    required: frozenset[str] = frozenset(),
    choose: Callable[[Words], Chosen] | None = None,
) -> Callable[[Callable[[Any, Any], None]], Callable[..., None]]:
    """A command for Typer of a function of a request and of how to answer.

    Args:
        requests: Classes of which the request may be; the options are the fields of all of them.
        output: Class of how to answer.
        without: Fields that are no options.
        required: Fields that must be given, though not for each of the classes.
        choose: The class that was meant, and what was given for its fields; by default the first.
    """
    fields = {
        name: replace(one, required=one.required or one.option.needed or name in required)
        for name, one in _merged(requests).items()
        if name not in without
    }
    answers = described(output)
    of_terminal = [name for name, one in fields.items() if one.option.spoken]

    def made(run: Callable[[Any, Any], None]) -> Callable[..., None]:
        @functools.wraps(run)
        def command_of(**given: Any) -> None:
            words = {name: value for name, value in given.items() if value not in (None, [])}
            words = {name: language() for name in of_terminal} | words
            how = output(**_values(answers, words))
            kind, meant = (requests[0], words) if choose is None else choose(words)
            run(kind(**_values(described(kind), meant)), how)

        parameters = [_parameter(one) for one in (*fields.values(), *answers.values())]
        command_of.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command_of.__annotations__ = {}
        return command_of

    return made


def _merged(requests: tuple[type, ...]) -> dict[str, Described]:
    """The fields of all; one that not all must have need not be given."""
    each = [described(one) for one in requests]
    merged: dict[str, Described] = {}
    for fields in each:
        for name, one in fields.items():
            if name not in merged and not one.option.hidden:
                everywhere = all(name in other and other[name].required for other in each)
                merged[name] = Described(name, one.kind, one.option, everywhere, one.usual)
    return merged


def _values(fields: Mapping[str, Described], words: Words) -> dict[str, Any]:
    return {name: _value(one, words[name]) for name, one in fields.items() if name in words}


def _value(field: Described, given: Any) -> Any:
    if not isinstance(given, str | list):
        return given
    return value_of(field, given if isinstance(given, list) else [given])


def _parameter(field: Described) -> inspect.Parameter:
    """The parameter of a function that Typer understands."""
    kind = bool if field.is_switch else list[str] if field.is_repeated else str
    return inspect.Parameter(
        field.field,
        inspect.Parameter.KEYWORD_ONLY,
        default=_argument(field) if field.option.argument else _option(field),
        annotation=kind if field.required else kind | None,
    )


def _argument(field: Described) -> Any:
    # A name of its own, and none of a type of Python.
    name = field.field.upper().replace("_", "-")
    return typer.Argument(... if field.required else None, help=_help(field), metavar=name)


def _option(field: Described) -> Any:
    known = field.option
    flags = [f"{field.flag}/{known.off}" if known.off else field.flag, *filter(None, [known.short])]
    return typer.Option(
        ... if field.required else None,
        *flags,
        metavar=known.metavar or " ",
        help=_help(field),
        show_default=False,
        rich_help_panel=told(f"help.panel.{known.panel}") if known.panel else None,
        autocompletion=_completion(known.choices),
    )


def _help(field: Described) -> str:
    text = told(f"help.option.{field.option.text or field.field.replace('_', '-')}")
    default = _default(field)
    return told("help.with-default", text=Message(text), default=default) if default else text


def _default(field: Described) -> str:
    """What the help says of what happens without the option."""
    if field.option.default:
        return told(f"help.default.{field.option.default}")
    if field.option.off:
        return field.flag.removeprefix("--")
    if field.is_switch or field.usual in (None, ()):
        return ""
    return ",".join(field.usual) if isinstance(field.usual, tuple) else str(field.usual)


def _completion(choices: tuple[str, ...]) -> Callable[[str], Iterator[str]] | None:
    """What a shell may put in place of the beginning of a word."""
    if not choices:
        return None

    def complete(incomplete: str) -> Iterator[str]:
        return (one for one in choices if one.startswith(incomplete))

    return complete
