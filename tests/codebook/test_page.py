"""The page is whole, needs nothing from elsewhere, and escapes what it shows."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import product

import pytest
from generated import codebooks, networks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lanterne.codebook import (
    Codebook,
    Household,
    builtin_codebooks,
    codebook_page,
    load_codebook,
)
from lanterne.codebook.words import words
from lanterne.messages import LANGUAGES

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Outline(HTMLParser):
    """Collects tags, anchors and links, and checks that tags are closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.root: dict[str, str | None] = {}
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        self.root = found if tag == "html" else self.root
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found[key] or "" for key in ("href", "src") if key in found]
        self.headings += [int(tag[1])] if re.fullmatch(r"h\d", tag) else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", builtin_codebooks())
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed_and_stands_alone(name: str, language: str) -> None:
    page = codebook_page(load_codebook(name), language)
    outline = Outline(page)
    assert outline.root["lang"] == language
    assert outline.root["dir"] == ("rtl" if language == "ar" else "ltr")
    assert not {"script", "link", "img", "iframe"} & outline.tags
    assert "url(" not in page
    assert "@import" not in page
    assert len(outline.ids) == len(set(outline.ids))
    assert all(link[0] == "#" and link[1:] in outline.ids for link in outline.links)
    assert outline.headings[0] == 1
    steps = zip(outline.headings, outline.headings[1:], strict=False)
    assert all(after - before <= 1 for before, after in steps)


def test_every_column_value_and_rule_is_on_the_page() -> None:
    codebook = load_codebook("lanterne-cases")
    page = codebook_page(codebook, "fr").replace("\u00a0", " ")
    for column in codebook.table.columns:
        assert f'id="{codebook.table.name}.{column.name}"' in page
    for rule in codebook.table.rules:
        assert rule.label["fr"].replace("'", "&#39;") in page
    assert "Tchad" in page
    assert "Case à cocher" in page


def test_each_wider_answer_stands_with_those_that_it_holds() -> None:
    page = codebook_page(load_codebook("lanterne-cases"), "fr").replace("\u00a0", " ")
    plain = re.sub("<[^>]+>", "", page)
    assert "Central America (Amérique centrale) : BLZ, CRI, GTM, HND, MEX, NIC, PAN, SLV" in plain
    assert "Americas (Amériques) : Caribbean, South America, Central America" in plain


def test_the_page_of_a_network_says_how_its_tables_hang_together() -> None:
    page = codebook_page(load_codebook("lanterne-network"), "fr")
    for table in ("victims", "perpetrators", "links", "households"):
        assert f'href="#table-{table}"' in page
    assert 'clé <code dir="ltr">victim</code> identifie chaque ligne' in page
    assert 'Une ligne de <code dir="ltr">perpetrators</code> a au plus 1000 liens' in page
    assert 'colonne <code dir="ltr">part_of</code> contient la clé' in page
    assert "Jamais publiée" in page
    assert '<code dir="ltr">gvpsd-2022</code>' in page


def test_the_page_of_one_table_says_who_lives_together() -> None:
    table = replace(load_codebook("gvpsd-2022").table, household=Household("<home>", 4))
    page = codebook_page(replace(load_codebook("gvpsd-2022"), tables=(table,)))
    said = 'The column <code dir="ltr">&lt;home&gt;</code> shows who lives together'
    assert said in page
    assert "at most 4 members of each household count" in page
    assert "The tables can be joined" not in page


def test_a_french_line_does_not_begin_with_a_mark() -> None:
    page = codebook_page(load_codebook("lanterne-network"), "fr")
    assert " ;" not in re.sub("<style>.*?</style>", "", page, flags=re.DOTALL)


def test_text_that_is_not_translated_is_english_and_marked_so() -> None:
    page = codebook_page(load_codebook("gvpsd-2022"), "fa")
    assert '<span lang="en" dir="ltr">Gender of the victim</span>' in page
    assert "Gender of the victim" not in codebook_page(load_codebook("gvpsd-2022"), "ar")
    for name, language in product(builtin_codebooks(), ("fr", "es", "ar")):
        assert '<span lang="en"' not in codebook_page(load_codebook(name), language)


@pytest.mark.parametrize("language", ["es", "ar"])
def test_a_codebook_without_the_language_is_english_among_words_that_are_not(
    language: str,
) -> None:
    book = load_codebook("gvpsd-2022")
    (group, *_), (column, *more) = book.groups, book.table.columns
    bare = replace(
        book,
        title={"en": "A title"},
        groups=(replace(group, label={"en": "A group", "fr": "Un groupe"}), *book.groups[1:]),
        tables=(replace(book.table, columns=(replace(column, label={"en": "A label"}), *more)),),
    )
    page = codebook_page(bare, language)
    assert '<h1><span lang="en" dir="ltr">A title</span></h1>' in page
    assert '<span lang="en" dir="ltr">A group</span>' in page
    assert '<span lang="en" dir="ltr">A label</span>' in page
    assert words()["columns"][language] in page
    assert f">{words()['columns']['en']}<" not in page
    assert f"{words()['written'][language]}: en, fr. " in page


def test_the_page_names_the_languages_of_its_texts() -> None:
    assert "Available in: en, fr, es, ar. " in codebook_page(load_codebook("lanterne-cases"))


def test_a_line_of_english_words_reads_from_left_to_right_in_a_persian_page() -> None:
    """Words, marks and numbers are one isolated piece; a Persian text in it is another."""
    network = load_codebook("lanterne-network")
    page = codebook_page(replace(network, source={"en": "x", "fa": "منبع"}), "fa")
    plain = re.sub(r'<span lang="en" dir="ltr">([^<]*)</span>', r"\1", page)
    assert '<span lang="en" dir="ltr">Columns: 9</span>' in plain
    assert '<code dir="ltr">gvpsd-2022</code>.</span>' in plain
    assert '<span lang="en" dir="ltr">Source: <bdi lang="fa" dir="rtl">منبع</bdi></span>' in plain
    assert all("<bdi" not in codebook_page(network, language) for language in LANGUAGES)


def test_the_page_has_every_word_in_every_language() -> None:
    assert tuple(LANGUAGES) == ("en", "fr", "es", "ar")
    for key, text in words().items():
        assert set(text) == set(LANGUAGES)
        assert all(said.strip() == said != "" for said in text.values()), key
        gaps = {tag: sorted(re.findall(r"{\w+}", said)) for tag, said in text.items()}
        assert all(found == gaps["en"] for found in gaps.values()), key


def test_markup_in_a_codebook_stays_text() -> None:
    evil = "<script>alert(1)</script>"
    codebook = replace(load_codebook("gvpsd-2022"), title={"en": evil}, version=f'"{evil}')
    page = codebook_page(codebook)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


@given(st.one_of(codebooks(), networks()))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_codebook_has_a_well_formed_page(codebook: Codebook) -> None:
    outline = Outline(codebook_page(codebook, codebook.languages[-1]))
    assert len(outline.ids) == len(set(outline.ids))
    assert all(link[1:] in outline.ids for link in outline.links)
