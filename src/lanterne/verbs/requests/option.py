"""What the command line, and whoever describes it, knows of a field of a request.

A request is a frozen dataclass: its fields are what a verb takes. The metadata of a field says how
it is called and shown outside Python; what it says in words is in the store of messages, under
``help.option``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any

_KEY = "option"


@dataclass(frozen=True)
class Option:
    """How a field is given on the command line.

    Attributes:
        text: Code of its help, after ``help.option``; empty: the name of the field.
        argument: Whether it stands without a name.
        name: What it is called; empty: as the field, with hyphens.
        short: A letter for it, such as ``-c``.
        metavar: What stands for its value in the help; empty for a flag.
        panel: Code of the group in which the help shows it, after ``help.panel``.
        default: Code of what the help says of its default, after ``help.default``; empty: the
            default itself.
        choices: The names it may be, where there are few.
        off: Name of the flag that turns it off.
        wrong: Code of what is said of words that stand for no such value, where a plain sentence
            does not tell what would.
        methods: Methods of protection that have it, where not all do.
        hidden: Whether only Python and the hub have it.
        whole: Of a list of texts: whether each is given by itself, because a comma is a part of it.
        needed: Whether it must be given on the command line, though Python has a default.
        spoken: Whether, where it is not given on the command line, it is the terminal's language.
    """

    text: str = ""
    argument: bool = False
    name: str = ""
    short: str = ""
    metavar: str = ""
    panel: str = ""
    default: str = ""
    choices: tuple[str, ...] = ()
    off: str = ""
    wrong: str = ""
    methods: tuple[str, ...] = ()
    hidden: bool = False
    whole: bool = False
    needed: bool = False
    spoken: bool = False


@dataclass(frozen=True)
class Described:
    """A field of a request.

    Attributes:
        field: Its name in Python.
        kind: Its annotation, such as ``float | None``.
        option: How it is given.
        required: Whether it must be given.
        usual: What it is when it is not; ``None`` too where it must be.
    """

    field: str
    kind: str
    option: Option
    required: bool
    usual: Any

    @property
    def flag(self) -> str:
        """Its name on the command line: ``--subject-id``."""
        return self.option.name or f"--{self.field.replace('_', '-')}"

    @property
    def is_switch(self) -> bool:
        """Whether it is there or not, without a value."""
        return self.kind == "bool"

    @property
    def is_by_name(self) -> bool:
        """Whether it is several numbers, each with its name: ``age=1,year=2``."""
        return self.kind.startswith("Mapping[")

    @property
    def is_list(self) -> bool:
        """Whether it is several names, texts or paths."""
        return any(many in self.kind for many in ("Sequence[", "Collection["))

    @property
    def is_split(self) -> bool:
        """Whether one word of the command line may hold several, with commas between them.

        Paths are given one by one: a comma may be a part of a name, and shells list files so.
        """
        whole = self.option.whole or "Path" in self.kind
        return self.is_by_name or (self.is_list and not whole)

    @property
    def is_repeated(self) -> bool:
        """Whether it may be given more than once."""
        return self.is_by_name or self.is_list


def option(**described: Any) -> Mapping[str, Option]:
    """Metadata of a field; see :class:`Option`."""
    return {_KEY: Option(**described)}


def described(request: type) -> Mapping[str, Described]:
    """Field → what is known of it, in the order in which people read of them.

    A class that others are made from names in ``LAST`` what comes after their own fields.
    """
    last: Sequence[str] = getattr(request, "LAST", ())
    own = [one for one in fields(request) if one.name not in last]
    rest = {one.name: one for one in fields(request) if one.name in last}
    return {
        one.name: Described(
            one.name,
            str(one.type),
            one.metadata.get(_KEY, Option(hidden=True)),
            one.default is MISSING and one.default_factory is MISSING,
            None if one.default is MISSING else one.default,
        )
        for one in (*own, *(rest[name] for name in last if name in rest))
    }
