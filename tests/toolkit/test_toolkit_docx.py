"""The file for Word says what the template says, opens, and runs as its language does."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from xml.etree.ElementTree import Element

import docx
import pytest
from word_parts import W, body_of, parts_of, text_of_run, words_of_docx, words_of_markdown

from lanterne.messages import LANGUAGES
from lanterne.toolkit import TEMPLATES, read
from lanterne.toolkit.blocks import blocks_of
from lanterne.toolkit.templates import PLACE
from lanterne.toolkit.word import as_docx

EVERY = [(name, language) for name in TEMPLATES for language in LANGUAGES]
ARABIC = re.compile("[\u0621-\u064a]")

ORDER = {
    tag: names.split()
    for tag, names in {
        "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr pBdr shd tabs"
        " bidi adjustRightInd snapToGrid spacing ind contextualSpacing jc outlineLvl",
        "rPr": "rStyle rFonts b bCs i iCs caps smallCaps color spacing kern sz szCs highlight u bdr"
        " shd vertAlign rtl cs em lang",
        "tblPr": "tblStyle tblStyleRowBandSize tblStyleColBandSize bidiVisual tblW jc tblInd"
        " tblBorders tblLayout tblCellMar tblLook",
        "trPr": "cantSplit tblHeader jc",
        "sectPr": "headerReference footerReference type pgSz pgMar cols titlePg bidi rtlGutter"
        " docGrid",
    }.items()
}
"""Element → its children in the order of ISO/IEC 29500-1, without which Word may not open it."""


@cache
def made(name: str, language: str) -> bytes:
    return as_docx(read(name, language), language)


def squeezed(words: list[str]) -> str:
    """The words without spaces: where a cell ends, one is as good as none."""
    return "".join(words)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_it_says_what_the_template_says(name, language):
    said, meant = words_of_docx(made(name, language)), words_of_markdown(read(name, language))
    assert squeezed(said) == squeezed(meant)
    assert abs(len(said) - len(meant)) <= len(meant) / 50


def test_a_word_that_is_lost_is_seen():
    template = read("consent", "fr")
    planted = template.replace("Aucune ligne n'est une personne", "Aucune ligne n'est personne")
    assert planted != template
    less = as_docx(planted, "fr")
    assert squeezed(words_of_docx(less)) != squeezed(words_of_markdown(template))


@pytest.mark.parametrize("said", ["1. one\n2. two\n", "> a quotation\n", "![a picture](x.png)\n"])
def test_what_would_be_lost_is_refused(said):
    with pytest.raises(ValueError, match="a template has no"):
        list(blocks_of(said))


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_it_opens_and_its_parts_stand_in_the_order_of_the_standard(name, language):
    content = made(name, language)
    document = docx.Document(BytesIO(content))
    assert document.core_properties.title == document.paragraphs[0].text
    assert document.core_properties.language == language
    assert document.core_properties.author == ""
    assert not any("thumbnail" in part for part in parts_named(content))
    for part in ("word/document.xml", "word/styles.xml"):
        for tag, names in children_of(parts_of(content)[part]):
            places = [ORDER[tag].index(one) for one in names]
            assert places == sorted(places), (part, tag, names)


def parts_named(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.namelist()


def children_of(part: Element) -> Iterator[tuple[str, list[str]]]:
    """Each element whose children have an order, with their names."""
    for element in part.iter():
        tag = element.tag.removeprefix(W)
        if tag in ORDER:
            yield tag, [child.tag.removeprefix(W) for child in element]


@pytest.mark.parametrize("name", TEMPLATES)
def test_arabic_runs_from_the_right(name):
    """Sections, paragraphs and tables; runs too, but for Latin words that stand in them."""
    body = body_of(made(name, "ar"))
    for holder, mark in (("sectPr", "bidi"), ("tblPr", "bidiVisual")):
        assert all(one.find(f"{W}{mark}") is not None for one in body.iter(f"{W}{holder}"))
    filled = [one for one in body.iter(f"{W}p") if list(one.iter(f"{W}r"))]
    assert filled
    assert all(one.find(f"{W}pPr/{W}bidi") is not None for one in filled)
    for run in body.iter(f"{W}r"):
        text, right = text_of_run(run), run.find(f"{W}rPr/{W}rtl") is not None
        assert right != bool(re.search(r"[A-Za-zεδ]", text)), text
        assert right or not ARABIC.search(text)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "ar"])
def test_other_languages_run_from_the_left(language):
    body = body_of(made("agreement", language))
    for mark in ("bidi", "bidiVisual", "rtl"):
        assert body.find(f".//{W}{mark}") is None


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_every_place_to_fill_in_is_yellow_and_nothing_else_is(name, language):
    marked = [
        text_of_run(run)
        for run in body_of(made(name, language)).iter(f"{W}r")
        if run.find(f"{W}rPr/{W}highlight") is not None
    ]
    assert "".join(marked) == "".join(PLACE.findall(read(name, language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_headings_and_heads_of_tables_are_heads(language):
    document = docx.Document(BytesIO(made("who-decides", language)))
    styles = [one.style.name for one in document.paragraphs if one.style.name.startswith("Heading")]
    headings = re.findall(r"^#+ ", read("who-decides", language), re.M)
    assert styles == [f"Heading {len(marks) - 1}" for marks in headings]
    heads = list(body_of(made("who-decides", language)).iter(f"{W}tblHeader"))
    assert len(heads) == len(document.tables)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_ticked_has_a_box_in_the_place_of_a_bullet(language):
    document = docx.Document(BytesIO(made("checklist", language)))
    styles = {one.style.name for one in document.paragraphs if one.text.startswith("☐")}
    assert styles == {"List"}
    items = [one for one in document.paragraphs if one.style.name == "List"]
    assert len(items) == read("checklist", language).count("\n- ☐ ")
