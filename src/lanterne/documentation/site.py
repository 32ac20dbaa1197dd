"""Every file of the documentation, each made when it is asked for: written, or shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property, partial

from lanterne.codebook.spelling import IN_A_BROWSER
from lanterne.documentation.frame import SLIDES, STATIC, Frame, figure
from lanterne.documentation.papers import papers_of
from lanterne.documentation.render import Body, Renderer
from lanterne.documentation.search_index import index_script
from lanterne.documentation.slides import is_talk
from lanterne.documentation.source import Place, Source, Sources, sources
from lanterne.messages import LANGUAGES

Make = Callable[[], bytes]


class Site:
    """The documentation as a site of files that open from a disk as well.

    Attributes:
        sources: What it is made of.
        language: Of its first page.
    """

    def __init__(self, given: Sources, language: str) -> None:
        self.sources = given
        self.language = language
        self._renderer = Renderer(given, figure)
        self._frame = Frame(given)
        self.body = cache(self._renderer.body)
        """Body of a page."""

    @classmethod
    def read(cls, language: str = "en") -> Site:
        """What lies in ``docs/`` of a clone, or came with the package."""
        return cls(sources(), language)

    @cached_property
    def files(self) -> Mapping[Place, Make]:
        """Place on the site → gives the content of the file."""
        return dict(self._every_file())

    def _every_file(self) -> Iterator[tuple[Place, Make]]:
        for source in self.sources.pages:
            yield source.address, partial(self._page, source)
            yield from ((one.place, one.make) for one in papers_of(source, self.sources))
            if is_talk(source):
                yield source.beside(SLIDES), partial(self._slides, source)
        for tag in LANGUAGES:
            yield Place(f"{tag}.html"), partial(self._front, tag)
            yield Place(f"pages-{tag}.html"), partial(self._list_of_pages, tag)
            yield Place(f"search-{tag}.html"), partial(self._search, tag)
            yield Place(f"words-{tag}.js"), partial(self._words, tag)
        yield Place("index.html"), partial(self._front, self.language)
        for place, content in self.sources.files.items():
            yield place.relative_to("docs"), partial(bytes, content)
        yield Place("paper.css"), self.sources.style.encode
        yield from ((Place(path.name), path.read_bytes) for path in (*STATIC, IN_A_BROWSER))

    def _page(self, source: Source) -> bytes:
        return self._frame.page(source, self.body(source)).encode()

    def _slides(self, source: Source) -> bytes:
        return self._frame.slides(source).encode()

    def _front(self, language: str) -> bytes:
        return self._frame.front(language, self._renderer).encode()

    def _list_of_pages(self, language: str) -> bytes:
        return self._frame.list_of_pages(language, self._bodies).encode()

    def _search(self, language: str) -> bytes:
        return self._frame.search(language).encode()

    def _words(self, language: str) -> bytes:
        own = [(one, body) for one, body in self._bodies.items() if one.language == language]
        return index_script(language, own).encode()

    @cached_property
    def _bodies(self) -> Mapping[Source, Body]:
        return {source: self.body(source) for source in self.sources.pages}
