"""What an export is, for whoever finds it: of which release, on what terms, how to read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lanterne.codebook.model import in_language
from lanterne.release.formats.about import About
from lanterne.release.formats.codes_table import NAME as CODES
from lanterne.release.texts import words
from lanterne.release.wrapping import wrapped

NAME = "README.md"


def write(about: About, language: str, folder: Path, *, coded: bool) -> None:
    """Write the page in one language.

    Args:
        about: The release.
        language: Of the page.
        folder: Where to; everything else is there.
        coded: Whether answers are numbers in some of the files.
    """
    names = sorted(path.name for path in folder.iterdir())
    text = "\n\n".join(_paragraphs(about, language, names, coded=coded))
    (folder / NAME).write_text(wrapped(text).rstrip() + "\n", encoding="utf-8", newline="\n")


def _paragraphs(about: About, language: str, names: Sequence[str], *, coded: bool) -> Iterator[str]:
    said = words(language)
    title = in_language(about.title, language)
    yield f"# {title}"
    yield said["export.made"].format(identifier=about.identifier, date=about.created[:10])
    yield "\n".join(f"- `{name}`" for name in names)
    yield (
        said["export.licence"].format(licence=about.licence)
        if about.licence
        else said["unstated.licence"]
    )
    yield said["export.cite"].format(citation=about.citation(language))
    if about.publication.contact:
        yield said["export.contact"].format(contact=about.publication.contact)
    yield said["export.blank"]
    if coded:
        yield said["export.coded"].format(codes=CODES)
    yield said["export.unsealed"]
    yield f"## {said['promise.title' if about.release.statement else 'guarantee.title']}"
    yield about.promise(language)
