"""Commands whose help names no types of Python: what an option takes is said by its metavar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup

from lanterne.cli.language import told

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


class PlainGroup(TyperGroup):
    """A command with commands of its own."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its options."""
        return _without_types(super().get_params(ctx))


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
