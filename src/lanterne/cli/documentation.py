"""The verb that writes the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.cli.language import language
from lanterne.cli.output import Line, print_json, print_summary
from lanterne.cli.parameters import Output
from lanterne.errors import UsageError
from lanterne.messages import Message, Parameter
from lanterne.messages.numbers import size
from lanterne.verbs.requests import shared
from lanterne.verbs.requests.option import option

if TYPE_CHECKING:
    from lanterne.documentation import Written

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick


KINDS = ("pages", "scorm")
"""What the documentation can be written as; ``lanterne.documentation`` has how."""


@dataclass(frozen=True)
class DocsRequest:
    """The documentation as files.

    Attributes:
        out: Folder of the files; must not exist.
        kind: ``pages``, or ``scorm``: the courses alone, for a learning platform.
        language: Of the first page, or of the courses: ``en``, ``fr``, ``es`` or ``ar``.
    """

    _: KW_ONLY
    out: str | Path = field(metadata=option(metavar="FOLDER", text="docs-out"))
    kind: str = field(
        default="pages",
        metadata=option(name="--as", text="docs-as", metavar="FORMAT", choices=KINDS),
    )
    language: str = field(default="en", metadata=shared.language("docs-language"))


def docs(request: DocsRequest, output: Output) -> None:
    """Write the documentation as pages that open from a disk, or its courses for a platform."""
    from lanterne.documentation import write_courses, write_documentation

    if request.kind not in KINDS:
        raise UsageError("docs.no-format", unknown=request.kind, formats=KINDS)
    if request.kind == "scorm":
        packages = write_courses(Path(request.out), request.language)
        if output.as_json:
            print_json(docs=request.out, files=[path.name for path in packages])
            return
        print_summary(_packed(packages))
        return
    written = write_documentation(Path(request.out), request.language)
    if output.as_json:
        print_json(docs=request.out, files=written.files, bytes=written.size)
        return
    print_summary(_lines(written))


def _lines(written: Written) -> Iterator[Line]:
    gaps: dict[str, Parameter] = {
        "count": written.files,
        "place": str(written.first.parent),
        "size": size(written.size, language()),
    }
    yield "written", Message("terminal.documentation.written", gaps)
    yield "open", str(written.first)
    if not written.papers:
        yield "note", Message("terminal.documentation.no-paper")


def _packed(packages: list[Path]) -> Iterator[Line]:
    from lanterne.forms.typesetting import can_typeset

    gaps: dict[str, Parameter] = {"count": len(packages), "place": str(packages[0].parent)}
    yield "written", Message("terminal.documentation.packed", gaps)
    yield "note", Message("terminal.documentation.told")
    if not can_typeset():
        yield "note", Message("terminal.documentation.no-paper")
