"""The handout is two pages of paper in every language, and can be read aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from course_pages import LEARN, paragraphs_of, text_of, words_of
from markdown_it import MarkdownIt
from playwright.sync_api import Page, sync_playwright

from chromium import CHROMIUM, QUIET, needs_chromium
from lanterne.messages import LANGUAGES

HANDOUT = "my-story-handout"

STYLE = (LEARN / "learn.css").read_text("utf-8")

LONGEST_SENTENCE = 30
"""Words that one says without taking breath twice."""

VOWELS = dict.fromkeys(range(0x064B, 0x0653))
"""Signs of Arabic that stand on letters, and are no letters."""

NO_WORDS = re.compile(r"[^\w\s.,;:?!'’\"«»،؛؟¿¡-]|[\d_]")
"""Signs and digits that a voice has to find words for."""


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser.new_page()
        browser.close()


def on_paper(tab: Page, language: str, style: str) -> bytes:
    """The handout as a PDF, in a style for print and nothing else."""
    markdown = MarkdownIt("commonmark", {"html": True})
    body = markdown.render(text_of(HANDOUT, language))
    tab.set_content(f"<!doctype html><meta charset=utf-8><style>{style}</style>{body}")
    return tab.pdf(prefer_css_page_size=True)


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@needs_chromium
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_two_pages_of_a4(tab, language):
    pdf = on_paper(tab, language, STYLE)
    assert pages_of(pdf) == 2
    assert re.search(rb"/MediaBox \[0 0 59[456][.\d]* 84[12][.\d]*\]", pdf)


@needs_chromium
def test_larger_letters_would_not_do(tab):
    """So the two pages are full, and a third would be counted."""
    large = "@media print { body { zoom: 1.15 } }"
    assert pages_of(on_paper(tab, "fr", STYLE + large)) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_can_be_read_aloud(language):
    """No sign, number, table or list that a voice has no words for, and no long breath."""
    text = text_of(HANDOUT, language)
    assert not re.search(r"^(?:- |\||\d+\.)", text, re.M)
    title, languages, *told = (one.translate(VOWELS) for one in paragraphs_of(text))
    assert "·" in languages
    assert [one for one in (title, *told) if NO_WORDS.search(one)] == []
    sentences = [one for part in told for one in re.split(r"[.?!؟:]", part)]
    assert max(len(words_of(one)) for one in sentences) <= LONGEST_SENTENCE
