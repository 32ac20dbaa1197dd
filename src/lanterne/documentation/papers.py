"""What becomes of a page on paper or on a screen, as PDFs beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from lanterne.documentation import handout, slides
from lanterne.documentation.source import Place, Source, Sources
from lanterne.forms.typesetting import can_typeset


@dataclass(frozen=True)
class Paper:
    """A PDF that is made of a page.

    Attributes:
        place: Where it will be.
        called: Key of what the link to it says, in the sentences of the documentation.
        make: Gives its bytes.
    """

    place: Place
    called: str
    make: Callable[[], bytes]


def papers_of(source: Source, given: Sources) -> Iterator[Paper]:
    """The PDFs of a page; none where Typst is not installed.

    Args:
        source: The page.
        given: All pages, of which a talk may show others.
    """
    if not can_typeset():
        return
    if source.name.endswith(handout.ENDING):
        yield Paper(_pdf(source, ""), "paper", partial(handout.as_pdf, source))
    if slides.is_talk(source):
        yield Paper(_pdf(source, ""), "slides", partial(slides.as_slides, source, given))
        yield Paper(_pdf(source, "-notes"), "notes", partial(slides.as_notes, source, given))


def _pdf(source: Source, ending: str) -> Place:
    return source.beside(ending).with_suffix(".pdf")
