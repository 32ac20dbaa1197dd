"""What the pages are made of: the Markdown of ``docs/``, of which the package has a copy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path, PurePosixPath

from lanterne.messages import LANGUAGES
from lanterne.toolkit import TEMPLATES
from lanterne.toolkit.templates import source as template

Place = PurePosixPath

_PACKED = Path(__file__).parent / "docs"
_CLONE = Path(__file__).parents[3] / "docs"

_TEMPLATES_AT = Place("src/lanterne/toolkit/templates")
_CODEBOOKS_AT = Place("src/lanterne/codebook/standards/README.md")

_WRAPPED = re.compile(r"\A<div[^>]*>\n\n|\n</div>\s*\Z")
_OTHER_LANGUAGES = re.compile(r"(\A\s*# [^\n]+\n\n)(?:\[[^\]]+\]\([^)\s]+\)(?: · )?)+\n\n")

_NOTE = re.compile(r"\s*<!--.*?-->", re.S)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")

_STYLE = Place("docs/learn/learn.css")


@dataclass(frozen=True)
class Source:
    """A page before it is one.

    Attributes:
        at: Where it lies in the repository, which its links start from.
        name: The same in every language, such as ``learn/my-story``.
        language: Of its text.
        text: Its Markdown.
    """

    at: Place
    name: str
    language: str
    text: str

    @property
    def address(self) -> Place:
        """Where the page will be; English has no ending of its own."""
        return self.beside("")

    def beside(self, added: str) -> Place:
        """Where another page will be that is made of the same; ``added`` to its name."""
        ending = "html" if self.language == "en" else f"{self.language}.html"
        return Place(f"{self.name}{added}.{ending}")

    @property
    def bare(self) -> str:
        """Its Markdown without what turns it around, and leads to it in other languages."""
        return _OTHER_LANGUAGES.sub(r"\1", _WRAPPED.sub("", self.text))


@dataclass(frozen=True)
class Sources:
    """All that the site is made of.

    Attributes:
        pages: Each page in each language that it has, in the order of their places.
        files: Where it lies in the repository → a picture, table or other file beside the pages.
        style: What the pages on paper and those in Arabic look like.
    """

    pages: Sequence[Source]
    files: Mapping[Place, bytes]
    style: str

    def of(self, name: str, language: str) -> Source:
        """A page in a language, in English where nobody has translated it."""
        found = self.in_languages(name)
        return found.get(language) or found["en"]

    def in_languages(self, name: str) -> dict[str, Source]:
        """Language → that page in it, in the order in which languages are listed."""
        found = {page.language: page for page in self.pages if page.name == name}
        return {tag: found[tag] for tag in LANGUAGES if tag in found}

    def address_of(self, place: Place) -> Place | None:
        """Where on the site something of the repository is; ``None``: it is not there."""
        if place in self.files:
            return place.relative_to("docs")
        return next((page.address for page in self.pages if page.at == place), None)


def sources() -> Sources:
    """What lies in ``docs/`` of a clone, or came with the package."""
    folder = _PACKED if _PACKED.is_dir() else _CLONE
    every = {
        Place("docs", path.relative_to(folder).as_posix()): path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    written = (
        _page(place, path.read_text("utf-8"))
        for place, path in every.items()
        if place.suffix == ".md"
    )
    beside = {
        place: path.read_bytes()
        for place, path in every.items()
        if place.suffix != ".md" and place != _STYLE
    }
    pages = sorted([*written, *_of_packages()], key=lambda page: (page.name, page.language))
    return Sources(pages, beside, every[_STYLE].read_text("utf-8"))


def unmarked(markdown: str) -> str:
    """The same without notes for programs, and with the words of links in their place."""
    return _LINK.sub(r"\1", _NOTE.sub("", markdown)).strip()


def _page(place: Place, text: str) -> Source:
    name = place.relative_to("docs").with_suffix("")
    language = name.suffix.removeprefix(".")
    if language in LANGUAGES:
        return Source(place, name.with_suffix("").as_posix(), language, text)
    return Source(place, name.as_posix(), "en", text)


def _of_packages() -> Iterator[Source]:
    """Pages that lie beside the code which reads the same files."""
    for language in LANGUAGES:
        for name in TEMPLATES:
            place = _TEMPLATES_AT / language / f"{name}.md"
            yield Source(place, f"toolkit/{name}", language, template(name, language))
    codebooks = resources.files("lanterne.codebook") / "standards" / _CODEBOOKS_AT.name
    yield Source(_CODEBOOKS_AT, "reference/codebook-file", "en", codebooks.read_text("utf-8"))
