"""The first page and the part for statisticians: words, shapes, and the figures behind them."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from itertools import pairwise
from typing import Any

import pytest
from noted_texts import Noted
from outline import Outline

from lanterne.evaluation import Evaluation, Promised, Versus, plain_words
from lanterne.evaluation.analyses import Agreement, Split
from lanterne.evaluation.summary import reason_in_words
from lanterne.messages.typography import isolated
from lanterne.report import analysis_tables, render_page, splits, statistics, technique, verdict
from lanterne.report import texts as texts_module
from lanterne.report import versus as versus_module
from lanterne.report.labels import Labels
from lanterne.report.texts import texts
from stored import in_languages

ANALYSIS_CATALOGUE = in_languages("report.analysis")

MODULES = (analysis_tables, splits, statistics, technique, verdict, versus_module)


@pytest.fixture(scope="module")
def pages(full_evaluation: Evaluation) -> dict[str, str]:
    return {one: render_page(full_evaluation, one) for one in ANALYSIS_CATALOGUE}


def section(page: str, name: str) -> str:
    found = re.search(rf'<section aria-labelledby="{name}".*?</section>', page, re.DOTALL)
    assert found is not None
    return unescape(found[0])


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_no_english_words_stand_on_a_page_of_another_language(
    full_evaluation: Evaluation, versus: Versus, pages: dict[str, str], language: str
) -> None:
    english = {**texts("en"), **ANALYSIS_CATALOGUE["en"]}
    own = {*texts(language).values(), *ANALYSIS_CATALOGUE[language].values()}
    whole = {text for key, text in english.items() if len(text) > 8 and "{" not in text}
    whole -= {texts("en")["sensitive"], texts("en")["sensitive.do"], *own}  # the banner has them
    assert len(whole) > 100
    for page in (pages[language], render_page(versus, language)):
        shown = {unescape(text).strip() for text in re.findall(r">([^<>]+)<", page)}
        assert shown & own
        assert not shown & whole


def test_formulas_keep_their_direction_on_a_page_from_right_to_left(
    full_evaluation: Evaluation,
) -> None:
    promised = Promised("differential-privacy", "person", epsilon=3, delta=1e-6, epsilon_total=3)
    page = render_page(replace(full_evaluation, method=promised), "ar")
    assert "\u2066ε\u00a0=\u00a03\u2069" in page
    assert page.count("\u2066") == page.count("\u2069")
    assert "‹" not in page
    assert isolated("قيمة ‹ε = {e}›") == "قيمة \u2066ε\u00a0=\u00a0{e}\u2069"
    assert isolated("pMSE، قيمة") == "\u200fpMSE، قيمة"


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_lights_and_words_come_first(
    full_evaluation: Evaluation, pages: dict[str, str], language: str
) -> None:
    page = pages[language]
    names = re.findall(r'<section aria-labelledby="(\w+)"', page)
    assert names == [
        *("verdict", "in_brief", "in_words", "lengths", "sizes", "published", "two"),
        *("measures", "analyses", "columns", "how"),
    ]
    first = section(page, "verdict")
    for light in (full_evaluation.utility, full_evaluation.risk):
        for reason in light.reasons:
            assert reason_in_words(reason, language) in first
    plain = plain_words(full_evaluation, language)
    for sentences in (plain.changed, plain.may, plain.may_not, plain.looks):
        assert all(sentence in first for sentence in sentences)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_colour_is_never_alone(pages: dict[str, str], language: str) -> None:
    """Each light and each reason has a shape of its own and a word."""
    first, words = section(pages[language], "verdict"), ANALYSIS_CATALOGUE[language]
    for kind in ("good", "fair", "poor", "unknown"):
        shapes = set(re.findall(rf'<svg class="shape {kind}".*?</svg>', first, re.DOTALL))
        assert len(shapes) <= 1
    assert len(re.findall(r"<svg class=\"shape", first)) == first.count("</b>")
    for light in ("utility", "risk"):
        assert words[f"verdict.{light}"] in first
    assert first.count('aria-hidden="true"') == first.count("<svg")


def test_the_page_stays_accessible_and_alone(pages: dict[str, str]) -> None:
    for page in pages.values():
        outline = Outline(page)
        assert not {"script", "link", "iframe", "img", "form"} & set(outline.tags)
        assert not re.search(r"(https?:)?//|@import|url\((?!#)", page)
        levels = [int(tag[1]) for tag in outline.tags if re.fullmatch(r"h[1-6]", tag)]
        assert all(after - before <= 1 for before, after in pairwise(levels))
        named = [a["id"] for _, a in outline.attributes if a.get("id")]
        assert len(named) == len(set(named))


def test_every_analysis_is_told(full_evaluation: Evaluation, pages: dict[str, str]) -> None:
    analyses, told = full_evaluation.analyses, section(pages["en"], "analyses")
    assert analyses is not None
    assert analyses.trends is not None
    assert f"All {len(analyses.odds_ratios)} odds ratios" in told
    assert told.count("<svg") == 3
    assert told.count("<table>") == 5
    lost = analyses.agreeing(Agreement.LOST) + analyses.agreeing(Agreement.NEW)
    every = told[told.index("<details><summary>All") :]
    assert len(re.findall(r"<td>(?:lost|new)</td>", every)) == lost


def test_sizes_add_up_to_the_lengths(full_evaluation: Evaluation) -> None:
    comparison = full_evaluation.comparison
    for one in comparison.lengths:
        sizes = [size for size in comparison.sizes if size.length == one.length]
        assert sum(size.suppressed for size in sizes) == one.suppressed
        assert sum(size.fabricated for size in sizes) == one.fabricated
        assert sum(size.real for size in sizes) == one.combinations_real


def test_measures_are_those_of_the_evaluation(
    full_evaluation: Evaluation, pages: dict[str, str]
) -> None:
    told = section(pages["fr"], "measures")
    assert "Score k-marginal, deux réponses" in told
    assert full_evaluation.propensity is not None
    pmse = f"{full_evaluation.propensity.pmse:.5f}".replace(".", ",")
    assert f"<td>{pmse}</td>" in told
    assert "tirées au sort" not in told
    drawn = render_page(replace(full_evaluation, drawn=4321), "fr")
    assert "4\u202f321" in drawn.split("tirées au sort")[1][:200]
    worst = max(full_evaluation.comparison.pairs, key=lambda one: one.propensity.ratio or 0)
    assert worst.columns[0] in {one.name for one in full_evaluation.codebook.table.columns}
    assert told.count("<table>") == 3


def test_without_analyses_the_page_is_made(full_evaluation: Evaluation) -> None:
    page = render_page(replace(full_evaluation, analyses=None, propensity=None))
    assert 'aria-labelledby="analyses"' not in page


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_releases_side_by_side(versus: Versus, language: str) -> None:
    page = render_page(versus, language)
    Outline(page)
    first = section(page, "verdict")
    assert first.count('<div class="light ') == 6
    words = {
        "en": "Chosen from 3 runs after a private evaluation.",
        "fr": "Choisie parmi 3 essais après une évaluation privée.",
        "es": "Elegida entre 3 intentos después de una evaluación privada.",
        "ar": "اختير من بين محاولات عددها 3 بعد تقييم غير منشور.",
    }
    assert words[language] in first
    head = re.findall(r'<th scope="col">(.*?)</th>', section(page, "versus"))
    assert head[1:4] == ["A · made", "B · other", "C · third"]
    assert 'aria-labelledby="in_brief"' not in page
    assert not re.search(r"(https?:)?//|@import|url\((?!#)", page)


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_all_languages_have_the_same_texts_and_fields(language: str) -> None:
    fields = re.compile(r"\{\w+\}")
    english, other = ANALYSIS_CATALOGUE["en"], ANALYSIS_CATALOGUE[language]
    assert english.keys() == other.keys()
    for key, text in english.items():
        assert sorted(fields.findall(text)) == sorted(fields.findall(other[key])), key


def test_every_text_is_used(
    full_evaluation: Evaluation, versus: Versus, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: set[str] = set()
    noted = Noted(ANALYSIS_CATALOGUE["en"], read)
    for module in MODULES:
        if hasattr(module, "analysis_texts"):
            monkeypatch.setattr(module, "analysis_texts", lambda language: noted)
    monkeypatch.setattr(analysis_tables.AnalysisTables, "words", property(_words(noted)))
    bare = replace(full_evaluation, analyses=replace_all(full_evaluation), drawn=99)
    for one in (full_evaluation, versus, bare):
        render_page(one)
    labels = Labels(full_evaluation.codebook.table.columns, "en")
    young = splits.SplitLabels(labels, "en").group(Split("ageBand", ("0--8", "9--17"), ("48+",)))
    assert young == "Age: 0 to 8 years to 9 to 17 years"
    by_level = {key for key in noted if key.startswith(("level.", "technique.", "agreement."))}
    assert {*noted} - read - by_level == set()
    assert texts_module.analysis_texts("de") == ANALYSIS_CATALOGUE["en"]


def _words(noted: Mapping[str, str]) -> Any:
    return lambda self: ChainMap(noted, texts("en"))  # type: ignore[arg-type]


def replace_all(evaluation: Evaluation) -> Any:
    """Analyses of a codebook that has nothing to analyse."""
    assert evaluation.analyses is not None
    return replace(evaluation.analyses, odds_ratios=(), trends=None, routes=None, overlaps=None)
