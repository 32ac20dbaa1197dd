"""The verb that writes a release once more, for other programs and for catalogues."""

from __future__ import annotations

from lanterne import verbs
from lanterne.cli.output import Line, print_json, print_summary
from lanterne.cli.parameters import Output
from lanterne.messages import Message


def export(request: verbs.ExportRequest, output: Output) -> None:
    """Write a release for Stata, SPSS, R, Excel or catalogues, in a folder of its own."""
    made = verbs.export(request)
    names = sorted(path.name for path in made.iterdir())
    if output.as_json:
        print_json(export=made, files=names)
        return
    written = Message("terminal.export.written", {"place": str(made), "count": len(names)})
    lines: list[Line] = [("written", written), ("read", str(made / "README.md"))]
    print_summary(lines)
