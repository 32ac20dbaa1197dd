"""The handout as a PDF: two pages of A4, tagged, and all that its page says."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

import pytest

from lanterne.documentation.handout import as_pdf
from lanterne.documentation.source import Place, Source, Sources, sources
from lanterne.messages import LANGUAGES
from pdf_text import assert_is_tagged, bare, read_pdf
from program import run_here
from site_pages import read

pytest.importorskip("typst", reason="it is an extra")

HANDOUT = "learn/my-story-handout"


@cache
def page(language: str) -> Source:
    return sources().of(HANDOUT, language)


@cache
def made(language: str) -> bytes:
    return as_pdf(page(language))


def without_marks(text: str) -> str:
    """Without the marks of vowels, which stand anywhere beside their letters, and typed signs."""
    plain = unicodedata.normalize("NFKC", text.replace("’", "'"))
    return "".join(one for one in bare(plain) if not unicodedata.combining(one))


def words_of(source: Source) -> str:
    """What a reader of the Markdown reads."""
    text = re.sub(r"<!--.*?-->", "", source.bare, flags=re.S)
    return re.sub(r"\[([^\]]+)\]\([^)]*\)|[#*]", r"\1", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_two_pages_that_are_tagged_and_say_language_and_title(language):
    assert_is_tagged(made(language), language)
    assert len(read_pdf(made(language)).pages) == 2


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "ar"])
def test_it_says_all_that_the_page_says_letter_by_letter(language):
    said = "".join(without_marks("".join(lines)) for lines in read_pdf(made(language)).pages)
    assert re.sub(r"\d", "", said) == re.sub(r"\d", "", without_marks(words_of(page(language))))


def test_it_says_in_arabic_every_word_of_the_page():
    """But for those with marks of vowels, whose letter such a mark may name once more."""
    said = without_marks(read_pdf(made("ar")).from_right)
    words = re.findall(r"[\u0621-\u0652]+", words_of(page("ar")))
    plain = [one for one in words if not any(map(unicodedata.combining, one))]
    assert len(plain) > 400
    assert [one for one in plain if one not in said] == []


def test_what_it_cannot_set_is_not_lost():
    table = Source(Place("docs/a-handout.md"), "a-handout", "en", "# A\n\n| a |\n|---|\n| b |\n")
    with pytest.raises(ValueError, match="Table"):
        as_pdf(table)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_leads_to_it(site, language):
    at = page(language).address.with_suffix(".pdf")
    assert (site / at).read_bytes() == made(language)
    assert at.name in read(site / page(language).address).led


def test_without_typst_there_is_none_and_it_is_said_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    few = [one for one in sources().pages if one.name in {HANDOUT, "learn/README"}]
    monkeypatch.setattr("lanterne.documentation.site.sources", lambda: Sources(few, {}, ""))
    done = run_here(tmp_path, "docs", "--out", "pages")
    assert "lanterne[pdf]" in " ".join(done.stdout.split())
    assert not [*(tmp_path / "pages").rglob("*.pdf")]
    assert ".pdf" not in (tmp_path / f"pages/{HANDOUT}.html").read_text("utf-8")
