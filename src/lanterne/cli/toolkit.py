"""The verb that writes the papers of an organisation that publishes: templates to adapt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path

from lanterne.cli.output import Line, print_json, print_summary
from lanterne.cli.parameters import Output
from lanterne.messages import Message, Parameter
from lanterne.verbs.requests import shared
from lanterne.verbs.requests.option import option

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick

ENDINGS = ("md", "docx")
"""What the papers can be written as; ``lanterne.toolkit`` has how."""


@dataclass(frozen=True)
class ToolkitRequest:
    """Templates of papers, in one language.

    Attributes:
        out: Folder of the papers; must not exist.
        ending: ``md`` or ``docx``.
        language: ``en``, ``fr``, ``es`` or ``ar``.
    """

    out: str | Path = field(metadata=option(argument=True, text="toolkit-out"))
    _: KW_ONLY
    ending: str = field(
        default="md",
        metadata=option(name="--as", text="toolkit-as", metavar="FORMAT", choices=ENDINGS),
    )
    language: str = field(default="en", metadata=shared.language("toolkit-language"))


def toolkit(request: ToolkitRequest, output: Output) -> None:
    """Write templates to adapt: an agreement, an assessment, consent wording, a checklist, …."""
    from lanterne.toolkit import write_toolkit

    made = write_toolkit(Path(request.out), request.language, request.ending)
    if output.as_json:
        print_json(toolkit=request.out, files=[path.name for path in made])
        return
    print_summary(_lines(made))


def _lines(made: list[Path]) -> Iterator[Line]:
    gaps: dict[str, Parameter] = {"place": str(made[0].parent), "count": len(made)}
    yield "written", Message("terminal.toolkit.written", gaps)
    yield "note", Message("terminal.toolkit.adapt")
