"""The verb by which a publisher tells something of an edition, with its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.cli.hub import saying_when_it_is_missing
from lanterne.cli.output import Line, print_json, print_summary
from lanterne.cli.parameters import Output
from lanterne.errors import UsageError
from lanterne.messages import Message, say
from lanterne.verbs.requests.option import option

if TYPE_CHECKING:
    from lanterne.hub.portal.stories.source import Source
    from lanterne.hub.tell_story import Made

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick


@dataclass(frozen=True)
class StoryRequest:
    """What is told of an edition.

    Attributes:
        edition: What it is called in the catalogue.
        files: The story, one file for each language: ``children.md``, ``children.fr.md``.
        catalogue: Folder of public releases.
        remove: Name of a story that is taken away, in place of files; ``None``: none is.
        check: Whether everything is checked, and nothing is written.

    Raises:
        UsageError: There are files and a story to be taken away, or neither.
    """

    edition: str = field(metadata=option(argument=True, text="story-edition"))
    catalogue: str = field(metadata=option(metavar="FOLDER"))
    files: Sequence[Path] = field(
        default=(), metadata=option(argument=True, metavar="FILE", text="story-files")
    )
    remove: str | None = field(default=None, metadata=option(metavar="NAME", text="story-remove"))
    check: bool = field(default=False, metadata=option(text="story-check"))

    def __post_init__(self) -> None:
        if bool(self.files) == (self.remove is not None):
            raise UsageError("story.files-or-remove")


def story(request: StoryRequest, output: Output) -> None:
    """Tell something of an edition, with its numbers and figures; or take that away again."""
    from lanterne.catalogue import untell

    catalogue = Path(request.catalogue)
    if request.remove is not None:
        untell(request.edition, request.remove, catalogue)
        if output.as_json:
            print_json(edition=request.edition, story=request.remove, state="removed")
        else:
            print_summary([("removed", request.remove)])
        return
    with saying_when_it_is_missing():
        from lanterne.hub.tell_story import tell_story
    made = tell_story(
        request.edition, list(map(str, request.files)), catalogue, try_out=request.check
    )
    if output.as_json:
        print_json(
            edition=request.edition,
            story=made.story,
            state=made.state,
            languages=[one.language for one in made.sources],
            remarks=[say(one) for one in _remarks(made.sources)],
        )
        return
    print_summary(_lines(request.edition, made))


def _remarks(sources: Sequence[Source]) -> Iterator[Message]:
    """Which lines hold numbers that nothing supports."""
    for one in sources:
        if one.typed:
            rows = tuple(map(str, one.typed))
            yield Message("remark.typed-numbers", {"file": one.file, "rows": rows})


def _lines(edition: str, made: Made) -> Iterator[Line]:
    yield made.state, f"releases/{edition}/stories/{made.story}/"
    yield "languages", ", ".join(one.language for one in made.sources)
    for remark in _remarks(made.sources):
        yield "note", remark
