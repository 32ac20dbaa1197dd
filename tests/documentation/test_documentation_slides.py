"""Talks as PDFs: a page for each slide, tagged, and all that its page shows and says."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html import unescape

import pytest

from lanterne.documentation.frame import SLIDES
from lanterne.documentation.papers import papers_of
from lanterne.documentation.slides import is_talk, slides_of
from lanterne.documentation.source import Place, Source, Sources, sources
from lanterne.messages import LANGUAGES
from pdf_text import assert_is_tagged, bare, read_pdf
from site_pages import read, seen

pytest.importorskip("typst", reason="it is an extra")

TALKS = sorted({page.name for page in sources().pages if is_talk(page)})

EVERY = [(name, language) for name in TALKS for language in LANGUAGES]


@cache
def given() -> Sources:
    return sources()


@cache
def made(name: str, language: str) -> dict[str, bytes]:
    """What each PDF of a talk is called, and its bytes."""
    return {one.called: one.make() for one in papers_of(given().of(name, language), given())}


def plain(text: str) -> str:
    """Without marks of vowels, which stand anywhere beside their letters, blanks and digits."""
    text = unicodedata.normalize("NFKC", text.replace("’", "'"))
    return "".join(
        one for one in bare(text) if not unicodedata.combining(one) and not one.isdigit()
    )


def letters(name: str, language: str, *, notes: bool) -> list[str]:
    """All words of a talk in letters of its script alone, in their order."""
    talk = given().of(name, language)
    told = [one for slide in slides_of(talk, given()) for one in (slide.title, slide.shown)]
    if notes:
        told += [slide.said for slide in slides_of(talk, given())]
    pattern = r"[\u0621-\u0652]{3,}" if language == "ar" else r"[^\W\d_]{3,}"
    return re.findall(pattern, " ".join(told))


def test_there_is_a_talk_of_20_minutes():
    assert "learn/talk-20" in TALKS


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_they_are_tagged_and_say_language_and_title(name, language):
    for data in made(name, language).values():
        assert_is_tagged(data, language)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_every_slide_is_one_page(name, language):
    """So no slide is longer than the screen; before them is the title."""
    slides = [*slides_of(given().of(name, language), given())]
    assert len(read_pdf(made(name, language)["slides"]).pages) == 1 + len(slides)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_no_word_is_lost(name, language):
    for called, notes in (("slides", False), ("notes", True)):
        shown = read_pdf(made(name, language)[called])
        said = plain(shown.from_right if language == "ar" else shown.text)
        words = [one for one in letters(name, language, notes=notes) if plain(one) == one]
        assert len(words) > 60
        assert [one for one in words if one not in said] == []


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_the_page_leads_to_both(site, name, language):
    talk = given().of(name, language)
    led = read(site / talk.address).led
    for paper in papers_of(talk, given()):
        assert paper.place.name in led
        assert (site / paper.place).read_bytes() == made(name, language)[paper.called]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_the_slides_are_a_page_too_with_all_that_is_shown_and_nothing_that_is_said(
    site, name, language
):
    talk = given().of(name, language)
    at = talk.beside(SLIDES)
    assert at.name in read(site / talk.address).led
    assert talk.address.name in read(site / at).led
    html = (site / at).read_text("utf-8")
    shown = [*slides_of(talk, given())]
    assert html.count('<section class="slide">') == 1 + len(shown)
    words = bare(unescape(seen(html)))
    assert [one.title for one in shown if bare(one.title) not in words] == []
    told = [line for one in shown for line in re.findall(r"^- (.+)$", one.shown, re.M)]
    assert len(told) > 20
    assert [one for one in told if bare(one.replace("*", "")) not in words] == []
    said = [one.said.partition("\n\n")[0].replace("*", "") for one in shown]
    assert [one for one in said if bare(one) in words] == []


def talk_of(markdown: str) -> Source:
    return Source(Place("docs/talk-1.md"), "talk-1", "en", markdown)


def test_another_talk_comes_where_it_is_asked_for():
    other = Source(
        Place("docs/talk-2.md"), "talk-2", "en", "# B\n\n## Of B\n<!-- notes -->\nSay.\n"
    )
    one = talk_of("# A\n\n<!-- slides: talk-2 -->\n\n## Of A\n\n- x\n\n<!-- notes -->\nSay.\n")
    found = [*slides_of(one, Sources([one, other], {}, ""))]
    assert [slide.title for slide in found] == ["Of B", "Of A"]
    assert (found[1].shown, found[1].said) == ("- x", "Say.")


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("# A\n\n## B\n\nNo notes.\n", "no notes"),
        ("# A\n\n<!-- slides: talk-9 -->\n", "no talk talk-9"),
        ("# A\n\n## B\n\n### C\n<!-- notes -->\nSay.\n", "Heading"),
    ],
)
def test_what_would_be_lost_is_refused(markdown, said):
    talk = talk_of(markdown)
    with pytest.raises(ValueError, match=said):
        next(papers_of(talk, Sources([talk], {}, ""))).make()
