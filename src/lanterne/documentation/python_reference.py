"""The Python functions as Markdown, from their docstrings: what a site has in a plug-in's place."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

PLACE = "::: lanterne"
"""Where they stand on their page."""


def with_functions(text: str) -> str:
    """The page with what ``import lanterne`` gives, in the order of the alphabet."""
    import lanterne  # noqa: PLC0415 - it takes half a second, and few pages need it

    if PLACE not in text:
        return text
    public = {name: getattr(lanterne, name) for name in sorted(lanterne.__all__)}
    parts = [part for name, thing in public.items() for part in _described(name, thing)]
    return text.replace(PLACE, "\n\n".join(parts))


def _described(name: str, thing: Any) -> Iterator[str]:
    if not callable(thing):
        return
    yield f"## {name}"
    yield f"```python\n{name}{_parameters(thing)}\n```"
    if said := inspect.getdoc(thing):
        yield f"```text\n{said}\n```"


def _parameters(thing: Any) -> str:
    """What is given, one in a line where there are several."""
    parameters = inspect.signature(thing).parameters.values()
    by_name = [_written(one) for one in parameters if one.kind is one.KEYWORD_ONLY]
    given = [_written(one) for one in parameters if one.kind is not one.KEYWORD_ONLY]
    given += ["*", *by_name] if by_name else []
    if len(given) < 2:
        return f"({', '.join(given)})"
    return "(\n" + "".join(f"    {one},\n" for one in given) + ")"


def _written(parameter: inspect.Parameter) -> str:
    """As the source has it: a type without quotation marks, a function by its name."""
    typed = re.sub(r"^(\*{0,2}\w+): '([^']*)'", r"\1: \2", str(parameter))
    return re.sub(r"<function (\w+) at 0x\w+>", r"\1", typed)
