"""The verb that writes the whole portal as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lanterne.cli.hub import saying_when_it_is_missing
from lanterne.cli.language import language
from lanterne.cli.output import Line, print_json, print_summary
from lanterne.cli.parameters import LongOutput
from lanterne.cli.progress import show_progress
from lanterne.errors import UsageError
from lanterne.messages import Message, Parameter
from lanterne.messages.numbers import size
from lanterne.verbs.requests.option import option
from lanterne.verbs.road import Step
from lanterne.web_addresses import is_page_or_mail

if TYPE_CHECKING:
    from lanterne.hub.showcase.make import Made

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick

ROAD = (
    Step("verify", Message("stage.verify-release"), 1.0),
    Step("pages", Message("stage.showcase-pages"), 20.0),
    Step("write", Message("stage.showcase-write"), 1.0),
)
_UNFIT = frozenset(' <>"{}|\\^`@?#')


@dataclass(frozen=True)
class ShowcaseRequest:
    """Releases whose pages become files.

    Attributes:
        releases: Folders: each a release, or one that holds releases, such as a catalogue.
        out: Folder of the files; must not exist.
        address: Where the files will be on the web; ``None``: nobody knows.
        downloads: Whether the files of the releases come along.
        contact: Address of a page or ``mailto:…``, for questions about the data.

    Raises:
        UsageError: There is no release, or an address is none.
    """

    releases: Sequence[str | Path] = field(metadata=option(argument=True, text="showcase-releases"))
    _: KW_ONLY
    out: str | Path = field(metadata=option(metavar="FOLDER", text="showcase-out"))
    address: str | None = field(
        default=None, metadata=option(metavar="ADDRESS", text="showcase-address")
    )
    downloads: bool = field(
        default=True, metadata=option(text="showcase-downloads", off="--no-downloads")
    )
    contact: str | None = field(default=None, metadata=option(metavar="ADDRESS"))

    def __post_init__(self) -> None:
        if self.address is not None and not _is_address(self.address):
            raise UsageError("showcase.no-address")
        if self.contact is not None and not is_page_or_mail(self.contact):
            raise UsageError("export.no-contact")


def showcase(request: ShowcaseRequest, output: LongOutput) -> None:
    """Write the public pages of releases as files, to open from a disk or put on any web server."""
    with saying_when_it_is_missing():
        from lanterne.hub.showcase.make import make_showcase

    with show_progress(ROAD, output.silent) as progress:
        made = make_showcase(
            [Path(one) for one in request.releases],
            Path(request.out),
            address=request.address or "",
            downloads=request.downloads,
            contact=request.contact or "",
            progress=progress,
        )
    if output.as_json:
        print_json(showcase=made.folder, files=made.files, bytes=made.size)
        return
    print_summary(_lines(made, request))


def _lines(made: Made, request: ShowcaseRequest) -> Iterator[Line]:
    gaps: dict[str, Parameter] = {
        "count": made.files,
        "place": str(made.folder),
        "size": size(made.size, language()),
    }
    yield "written", Message("terminal.showcase.written", gaps)
    yield "open", str(made.folder / "index.html")
    if request.address is None:
        yield "note", Message("terminal.showcase.nowhere")
    elif not request.downloads:
        yield "note", Message("terminal.showcase.not-catalogued")


def _is_address(text: str) -> bool:
    """Whether it is that of a folder on the web."""
    try:
        whole = urlsplit(text)
        known = whole.scheme in {"http", "https"} and bool(whole.hostname) and whole.port != 0
    except ValueError:  # such as a port that is no number
        return False
    return known and text.isascii() and text.isprintable() and _UNFIT.isdisjoint(text)
