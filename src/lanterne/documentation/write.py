"""The documentation as a folder of plain files: what a page leads to lies in it as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lanterne.codebook.spelling import IN_A_BROWSER
from lanterne.documentation.frame import STATIC, Frame, figure
from lanterne.documentation.handout import as_pdf, paper_of
from lanterne.documentation.render import Body, Renderer
from lanterne.documentation.search_index import index_script
from lanterne.documentation.source import Place, Source, Sources, sources
from lanterne.errors import check_language
from lanterne.forms.typesetting import can_typeset
from lanterne.messages import LANGUAGES
from lanterne.release.folder import new_folder


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes:
        first: The page to open.
        files: How many files there are.
        size: Of all of them together, in bytes.
        papers: How many of them are PDFs; none where Typst is not installed.
    """

    first: Path
    files: int
    size: int
    papers: int


def write_documentation(out: Path, language: str = "en") -> Written:
    """Write the documentation in all of its languages.

    Args:
        out: The folder to make; must not exist, nor lie in a release.
        language: Of the first page: ``en``, ``fr``, ``es`` or ``ar``.

    Raises:
        UsageError: There is no such language, or the folder exists.
        LanterneError: The disk refuses; nothing is written.
    """
    check_language(language)
    files = {place.as_posix(): content for place, content in every_file(sources(), language)}
    with new_folder(out) as folder:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    papers = sum(name.endswith(".pdf") for name in files)
    return Written(out / "index.html", len(files), sum(map(len, files.values())), papers)


def every_file(given: Sources, language: str) -> Iterator[tuple[Place, bytes]]:
    """Place on the site and content of each of its files.

    Args:
        given: What it is made of.
        language: Of the first page.
    """
    renderer = Renderer(given, figure)
    frame = Frame(given)
    bodies: dict[Source, Body] = {}
    for source in given.pages:
        bodies[source] = renderer.body(source)
        yield source.address, frame.page(source, bodies[source]).encode()
        if can_typeset() and (paper := paper_of(source)):
            yield paper, as_pdf(source)
    for tag in LANGUAGES:
        front = frame.front(tag, renderer).encode()
        yield Place(f"{tag}.html"), front
        if tag == language:
            yield Place("index.html"), front
        yield Place(f"pages-{tag}.html"), frame.list_of_pages(tag, bodies).encode()
        yield Place(f"search-{tag}.html"), frame.search(tag).encode()
        own = [(source, body) for source, body in bodies.items() if source.language == tag]
        yield Place(f"words-{tag}.js"), index_script(tag, own).encode()
    yield from ((place.relative_to("docs"), content) for place, content in given.files.items())
    yield Place("paper.css"), given.style.encode()
    yield from ((Place(path.name), path.read_bytes()) for path in (*STATIC, IN_A_BROWSER))
