"""The frame around the text of each page, the doors, the list of all pages, and the search."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lanterne.documentation.figures import context_of
from lanterne.documentation.papers import papers_of
from lanterne.documentation.render import Body, Renderer
from lanterne.documentation.search_index import VARIABLE
from lanterne.documentation.slides import is_talk, told
from lanterne.documentation.source import Place, Source, Sources
from lanterne.messages import LANGUAGES, direction
from lanterne.messages.page_templates import page_environment
from lanterne.messages.store import part
from lanterne.messages.typography import unbroken
from lanterne.release import worlds_page
from lanterne.release.icon_array import icon_array

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
"""What pages are made with, and what they ask for beside themselves."""

STATIC = (
    *(TEMPLATES / name for name in ("site.css", "slides.css")),
    *(TEMPLATES / name for name in ("asked.js", "search.js", "figures.js")),
    worlds_page.STYLE,
)
"""Files that every page, or the search, asks for beside itself."""

POLICY = "; ".join(
    [
        "default-src 'none'",
        *(f"{kind} 'self' file:" for kind in ("style-src", "script-src", "img-src", "form-action")),
        "base-uri 'none'",
    ]
)
"""Of every page: it shows what lies beside it, and can ask nobody for anything."""

SLIDES = "-slides"
"""Added to the name of a talk: its slides as a page."""

DOORS = "learn/README"
"""The page whose parts are the doors: one for each kind of reader."""

HOW_MANY_DOORS = 4
"""How many of its parts, from the first on."""

PARTS = ("start", "learn", "guides", "toolkit", "explanation", "reference", "work")
"""Parts of the list of all pages: folders of ``docs/``, but for the first and the last."""


@dataclass(frozen=True)
class Frame:
    """Makes whole pages.

    Attributes:
        sources: All pages and files.
    """

    sources: Sources

    def page(self, source: Source, body: Body) -> str:
        """A page of the documentation."""
        others = {
            tag: other.address for tag, other in self.sources.in_languages(source.name).items()
        }
        return self._of_source("page.html", source, body, others)

    def lesson(self, source: Source, body: Body, told: bool) -> str:
        """A page for a learning platform, which leads nowhere but to what lies beside it.

        Args:
            source: The page.
            body: Its text.
            told: Whether it tells the platform that it was opened and finished.
        """
        said = _unbroken(part("lesson", source.language), source.language)
        return self._of_source("lesson.html", source, body, {}, of_lesson=said, told=told)

    def _of_source(
        self,
        template: str,
        source: Source,
        body: Body,
        others: Mapping[str, Place],
        **context: Any,
    ) -> str:
        return self._framed(
            template,
            source.address,
            source.language,
            others,
            title=body.title,
            body=body.html,
            papers=[*papers_of(source, self.sources)],
            slides=source.beside(SLIDES) if is_talk(source) and others else None,
            playing='class="play"' in body.html,
            parts=[one for one in body.sections if one.level == 2],
            **context,
        )

    def slides(self, source: Source) -> str:
        """The slides of a talk as a page for a screen, with nothing of what is said."""
        mirrored = direction(source.language) == "rtl"
        every = self.sources.in_languages(source.name)
        return self._framed(
            "slides.html",
            source.beside(SLIDES),
            source.language,
            {tag: one.beside(SLIDES) for tag, one in every.items()},
            talk=told(source, self.sources),
            page=source.address,
            icons=partial(icon_array, right_to_left=mirrored),
        )

    def front(self, language: str, renderer: Renderer) -> str:
        """The first page in a language: doors by what is true of a reader."""
        source = self.sources.of(DOORS, language)
        body = renderer.body(source, Place("index.html"))
        lead, *doors = re.split(r"(?=<h2 )", body.html)
        return self._framed(
            "front.html",
            Place("index.html"),
            language,
            {tag: Place(f"{tag}.html") for tag in LANGUAGES},
            lead=re.sub(r"<h1.*?</h1>", "", lead),
            doors=doors[:HOW_MANY_DOORS],
        )

    def list_of_pages(self, language: str, bodies: Mapping[Source, Body]) -> str:
        """Every page there is, in a language where it has it, else in English."""
        listed: dict[str, list[tuple[Source, str]]] = {name: [] for name in PARTS}
        for name in dict.fromkeys(source.name for source in bodies):
            found = self.sources.in_languages(name)
            source = found.get(language) or next(iter(found.values()))
            listed[_part_of(name)].append((source, bodies[source].title))
        return self._framed(
            "pages.html",
            Place(f"pages-{language}.html"),
            language,
            {tag: Place(f"pages-{tag}.html") for tag in LANGUAGES},
            listed=listed,
        )

    def search(self, language: str) -> str:
        """The page of the search in a language, which looks in English pages as well."""
        return self._framed(
            "search.html",
            Place(f"search-{language}.html"),
            language,
            {tag: Place(f"search-{tag}.html") for tag in LANGUAGES},
            searched=[*dict.fromkeys((language, "en"))],
            variable=VARIABLE,
        )

    def _framed(
        self,
        template: str,
        at: Place,
        language: str,
        others: Mapping[str, Place],
        **context: Any,
    ) -> str:
        return text_from(
            template,
            said=_unbroken(part("documentation", language), language),
            policy=POLICY,
            version=version("lanterne"),
            language=language,
            direction=direction,
            languages=LANGUAGES,
            others=others,
            to=_leading_from(at),
            **context,
        )


def figure(name: str, language: str) -> str:
    """A figure to play with, as HTML: what ``<!-- figure: name -->`` asks for in a page."""
    return text_from("figure.html", **context_of(name, language))


def text_from(template: str, **context: Any) -> str:
    """What a template makes of what it is given."""
    return _environment().get_template(template).render(context)


def _unbroken(said: Mapping[str, str], language: str) -> dict[str, str]:
    return {name: unbroken(text, language) for name, text in said.items()}


def _leading_from(at: Place) -> Callable[[Place | str], str]:
    """Gives the way from a page to a place of the site."""
    return lambda place: posixpath.relpath(str(place), at.parent)


def _part_of(name: str) -> str:
    folder, within, _ = name.partition("/")
    if not within:
        return "work" if name == "architecture" else "start"
    return folder if folder in PARTS else "work"


@cache
def _environment() -> Environment:
    """Bodies of pages alone are marked as HTML."""
    from jinja2 import FileSystemLoader  # noqa: PLC0415

    return page_environment(FileSystemLoader(TEMPLATES))
