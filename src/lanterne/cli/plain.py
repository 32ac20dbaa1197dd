"""Commands whose help names no types of Python, and whose errors are said by the store.

What an option takes is said by its metavar.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup

from lanterne.cli.language import told
from lanterne.cli.usage import EXTRA, NO_COMMAND, UNKNOWN, meant, said_by_us

_OF_TYPER = {
    "help": "help.option.help",
    "install_completion": "help.option.install-completion",
    "show_completion": "help.option.show-completion",
}
"""Options that Typer adds → what they do."""


class PlainCommand(TyperCommand):
    """A command."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its arguments and options."""
        return _without_types(super().get_params(ctx))

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """How it is called, on a line."""
        _write_usage(self, ctx, formatter)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read its words."""
        with said_by_us(ctx, EXTRA):
            return super().parse_args(ctx, args)


class PlainGroup(TyperGroup):
    """A command with commands of its own."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its options."""
        return _without_types(super().get_params(ctx))

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """How it is called, on a line."""
        _write_usage(self, ctx, formatter)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read its words."""
        with said_by_us(ctx, EXTRA):
            return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Which of its commands is meant."""
        with said_by_us(ctx, UNKNOWN, meant(args[0], list(self.commands))):
            return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that is meant."""
        with said_by_us(ctx, NO_COMMAND):
            return super().invoke(ctx)


def _write_usage(command: Any, ctx: Any, formatter: Any) -> None:
    # Typer has no setting for the word in front.
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, f"{told('usage.line')} ")


def _without_types(parameters: Sequence[Any]) -> list[Any]:
    for one in parameters:
        if isinstance(one, TyperArgument) or one.is_flag or one.metavar is None:
            # Typer has no setting for it: the method is put aside for this parameter.
            vars(one)["display_type_rich"] = _nothing
        if one.name in _OF_TYPER:
            one.help = told(_OF_TYPER[one.name])
    return list(parameters)


def _nothing(*, ctx: Any) -> None:
    return None
