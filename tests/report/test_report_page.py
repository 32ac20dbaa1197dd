"""The page stands alone, says that it is sensitive, and gives every picture a table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
from outline import Outline
from small_table import HOSTILE, codebook, people

from lanterne.evaluation import Evaluation, compare_frames, findings
from lanterne.report import render_page
from stored import in_languages

CATALOGUE, NETWORK_CATALOGUE = in_languages("report.page"), in_languages("report.network")


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_nothing_is_fetched_and_nothing_runs(pages: dict[str, str], language: str) -> None:
    page = pages[language]
    outline = Outline(page)
    assert not {"script", "link", "iframe", "img", "form", "object"} & set(outline.tags)
    assert not re.search(r"(https?:)?//|@import|url\((?!#)|javascript:", page)
    assert not [a for _, a in outline.attributes for name in a if name.startswith("on")]
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in page


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_page_is_marked_as_sensitive_in_every_language(
    pages: dict[str, str], language: str
) -> None:
    for words in CATALOGUE.values():
        assert f"<strong>{words['sensitive']}</strong>" in pages[language]
        assert words["sensitive.do"] in pages[language]


def test_every_picture_has_a_name_and_a_table(pages: dict[str, str]) -> None:
    articles = re.findall(r"<article>.*?</article>", pages["en"], re.DOTALL)
    assert len(articles) >= 5 + 4  # lengths, published counts, pairs; columns
    for article in articles:
        named = re.findall(r'role="img" aria-label="[^"]{10,}"', article)
        assert len(named) == article.count("<svg") >= 1
        assert article.count("<table>") == article.count("<caption>") >= len(named)
        assert article.count("<tbody>\n<tr>") == article.count("<table>")


def test_headings_come_in_order(pages: dict[str, str]) -> None:
    levels = [int(tag[1]) for tag in Outline(pages["fr"]).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_identifiers_are_unique_and_links_lead_somewhere(pages: dict[str, str]) -> None:
    outline = Outline(pages["en"])
    named = [a["id"] for _, a in outline.attributes if a.get("id")]
    assert len(named) == len(set(named))
    links = [a["href"] for tag, a in outline.attributes if tag == "a"]
    assert links
    assert {f"#{name}" for name in named} >= set(links)


def test_labels_cannot_break_out(pages: dict[str, str]) -> None:
    assert HOSTILE not in pages["en"]
    assert "&lt;script&gt;" in pages["en"]


def test_labels_and_numbers_are_in_the_language(table_pages: dict[str, str]) -> None:
    assert '<html lang="fr" dir="ltr">' in table_pages["fr"]
    assert '<th scope="row">Dette + Menaces</th>' in table_pages["fr"]
    assert '<th scope="row">refus de répondre</th>' in table_pages["fr"]
    assert "96,0\u00a0%" in table_pages["fr"]
    assert "96.0%" in table_pages["en"]


def test_arabic_runs_from_right_to_left(pages: dict[str, str]) -> None:
    assert '<html lang="ar" dir="rtl">' in pages["ar"]


def test_ordered_answers_keep_their_order_and_rare_ones_are_summed(
    table_pages: dict[str, str],
) -> None:
    rows = re.findall(r'<th scope="row">([^<]*)</th>', table_pages["en"])
    ages = [row for row in rows if row in {"0--17", "18--29", "30+"}]
    assert ages == ["0--17", "18--29", "30+"]
    assert "26 other answers" in rows


def test_the_findings_are_on_the_page(evaluation: Evaluation, table_pages: dict[str, str]) -> None:
    told = findings(evaluation, "fr")
    assert told[-1].text == (
        "Sur 100 intervalles de confiance publiés, 100 contiennent l’effectif réel\u00a0; "
        "95 étaient promis."
    )
    assert all(finding.text in table_pages["fr"] for finding in told)


def test_a_release_without_counts_says_so(evaluation: Evaluation) -> None:
    page = render_page(replace(evaluation, aggregates=()))
    assert CATALOGUE["en"]["published.none"] in page
    assert CATALOGUE["en"]["card.intervals.note"].format(nominal="95%") not in page


def test_a_table_of_one_column_and_one_person_makes_a_page(evaluation: Evaluation) -> None:
    book = codebook()
    table = replace(book.table, columns=book.table.columns[:1])
    one = people(1, 1).select("sex")
    page = render_page(
        replace(
            evaluation,
            codebook=replace(book, tables=(table,)),
            comparison=compare_frames(one, one.clear()),
            aggregates=(),
        )
    )
    assert 'aria-labelledby="columns"' in page
    assert 'aria-labelledby="two"' not in page


@pytest.mark.parametrize("catalogue", [CATALOGUE, NETWORK_CATALOGUE])
def test_every_text_is_there_in_every_language(catalogue: Mapping[str, Mapping[str, str]]) -> None:
    fields = re.compile(r"\{\w+\}")
    for words in catalogue.values():
        assert words.keys() == catalogue["en"].keys()
        for key, text in words.items():
            assert sorted(fields.findall(text)) == sorted(fields.findall(catalogue["en"][key])), key
