"""The report on linked tables: what it tells, and that the pictures say what the figures say."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_network import linked, network_codebook, statement

from lanterne.cases.network.frames import NetworkTables
from lanterne.codebook import load_codebook
from lanterne.evaluation.network import (
    DegreeCount,
    DegreeMeasures,
    NetworkEvaluation,
    RelationCell,
    Relations,
    compare_networks,
    network_findings,
    why_unanswered,
)
from lanterne.fictional import fictional_network
from lanterne.report import render_page
from lanterne.report.cells import Cells
from lanterne.report.labels import Labels
from lanterne.report.network.pictures import DISC, dots, split_discs
from lanterne.report.network.relations import MOST_GROUPS, Matrix, matrices
from lanterne.report.network.tables import degree_bands
from lanterne.report.texts import network_texts
from stored import in_languages

NETWORK_CATALOGUE = in_languages("report.network")

ENGLISH = NETWORK_CATALOGUE["en"]


def article(page: str, title: str) -> str:
    """The first part of a page under a heading of the third level."""
    articles = re.findall(r"<article>.*?</article>", page, re.DOTALL)
    return str(next(found for found in articles if f"<h3>{title}<" in found))


def table(part: str) -> list[list[str]]:
    """The cells of the first table, row by row."""
    body = re.search(r"<tbody>(.*?)</tbody>", part, re.DOTALL)
    assert body is not None
    return [
        [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL)
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_all_findings_and_promises_are_told(
    network_evaluation: NetworkEvaluation, network_pages: dict[str, str], language: str
) -> None:
    page = unescape(network_pages[language])
    assert all(one.text in page for one in network_findings(network_evaluation, language))
    said = {
        "en": ("Victims: ε = 4, δ = 10⁻⁶", "Perpetrators: ε = 8, δ = 10⁻⁶", "Households: nothing"),
        "fr": (
            "Victimes\u00a0: ε = 4, δ = 10⁻⁶",
            "Auteurs présumés\u00a0: ε = 8, δ = 10⁻⁶",
            "Ménages\u00a0: rien",
        ),
    }
    assert all(text in page for text in said[language])


def test_the_parts_come_in_order(network_pages: dict[str, str]) -> None:
    names = re.findall(r'<section aria-labelledby="(\w+)"', network_pages["en"])
    assert names == [
        *("verdict", "in_brief", "in_words", "network", "rings", "likeness", "cross"),
        *("victims", "perpetrators", "links", "published", "how"),
    ]


def test_links_are_counted_in_both(
    network_evaluation: NetworkEvaluation, network_pages: dict[str, str]
) -> None:
    """The tables of the network hold every link with answers, once for each role."""
    roles = next(
        one for one in network_evaluation.comparison.relations if one.link_column == "roles"
    )
    part = article(network_pages["en"], "Roles")
    panels = part.split("<h4>")[1:]
    assert len(panels) == 3
    shown = [cell for panel in panels for row in table(panel) for cell in row[1:] if "/" in cell]
    pairs = [tuple(int(n) for n in cell.split(" / ")) for cell in shown]
    assert sum(real for real, _ in pairs) == sum(cell.real for cell in roles.cells) > 0
    assert sum(n for _, n in pairs) == sum(cell.released for cell in roles.cells) > 0


def test_rings_and_degrees_are_those_of_the_evaluation(
    network_evaluation: NetworkEvaluation, network_pages: dict[str, str]
) -> None:
    components = network_evaluation.comparison.release.components
    assert components is not None
    rows = table(article(network_pages["en"], ENGLISH["ring_sizes"]))
    assert [int(row[1]) for row in rows] == [band.rings_real for band in components.bands]
    assert [int(row[4].replace(",", "")) for row in rows] == [
        band.people_released for band in components.bands
    ]
    for degrees in network_evaluation.comparison.release.degrees:
        rows = table(article(network_pages["en"], ENGLISH[f"degree.{degrees.of}"]))
        assert sum(int(row[1]) for row in rows) == degrees.people_real
        assert sum(int(row[2]) for row in rows) == degrees.people_released


def test_likeness_stands_beside_random_links(
    network_evaluation: NetworkEvaluation, network_pages: dict[str, str]
) -> None:
    comparison = network_evaluation.comparison
    found = comparison.release.alike("victims", "place")
    random = comparison.apart and comparison.apart.alike("victims", "place")
    assert found is not None
    assert random
    rows = {
        row[0]: row[1:]
        for row in table(
            article(network_pages["fr"], "Deux victimes liées à un même auteur présumé")
        )
    }
    shares = (found.same_real, found.same_released, random.same_released)
    assert rows["Lieu"] == [Cells("fr").percent(share, 1) for share in shares]


def test_without_baselines_nothing_is_said_of_them(network_evaluation: NetworkEvaluation) -> None:
    alone = compare_networks(linked(100, 1), linked(100, 2), network_codebook(), baselines=False)
    page = render_page(replace(network_evaluation, comparison=alone, published=()))
    for name in ("apart", "condensed"):
        assert f'<th scope="col">{ENGLISH[f"source.{name}"]}</th>' not in page
    assert ENGLISH["cross_condensed"] not in page
    assert f"<h3>{ENGLISH['cross_heat']}" in page


def test_a_network_with_a_condensed_file_stands_beside_it() -> None:
    book = load_codebook("lanterne-network")
    real = fictional_network(250, seed=3)
    released = NetworkTables(real.victims.drop("household"), real.perpetrators, real.links)
    evaluation = NetworkEvaluation(book, statement(), compare_networks(real, released, book), ())
    page = render_page(evaluation, "fr")
    assert 'aria-labelledby="folded"' in page
    assert why_unanswered("likeness", "fr") in unescape(page)
    for row in table(article(page, NETWORK_CATALOGUE["fr"]["cross_condensed"])):
        assert row[1] == "0,0\u00a0%"  # the release is the cases
        assert row[2] != "0,0\u00a0%"  # a condensed file is not
    assert all("/" not in cell or len(set(cell.split(" / "))) == 1 for cell in discs(page))


def discs(page: str) -> list[str]:
    parts = re.findall(r'<div class="panel">.*?</table>', page, re.DOTALL)
    assert parts
    return [cell for part in parts for row in table(part) for cell in row[1:]]


def test_tables_that_cannot_be_drawn_say_so(network_evaluation: NetworkEvaluation) -> None:
    comparison = replace(network_evaluation.comparison, relations=())
    page = render_page(replace(network_evaluation, comparison=comparison))
    assert ENGLISH["network.none"] in page
    assert ENGLISH["network.lead"] not in page


cells = st.lists(
    st.builds(
        RelationCell,
        victim=st.sampled_from([f"p{i}" for i in range(8)]),
        perpetrator=st.sampled_from([f"p{i}" for i in range(8)]),
        link=st.sampled_from(["recruits", "sells", "guards"]),
        real=st.integers(0, 50),
        released=st.integers(0, 50),
    ),
    min_size=1,
    max_size=60,
    unique_by=lambda cell: (cell.victim, cell.perpetrator, cell.link),
)


@given(cells)
def test_no_link_is_lost_when_groups_are_drawn(found: list[RelationCell]) -> None:
    book = network_codebook()
    labels = Labels((c for t in book.tables for c in t.columns), "en")
    shown = matrices(Relations("place", "origin", "roles", tuple(found)), labels, "others")
    assert {matrix.answer for matrix in shown} == {labels.answer("roles", c.link) for c in found}
    for side in range(2):
        drawn = sum(count[side] for m in shown for row in m.counts for count in row)
        assert drawn == sum((cell.real, cell.released)[side] for cell in found)
    for matrix in shown:
        assert (matrix.down, matrix.across) == (shown[0].down, shown[0].across)
        for groups in (matrix.down, matrix.across):
            assert len(groups) <= MOST_GROUPS
            named = [group for group in groups if group != "others"]
            assert named == sorted(named)
            assert "others" not in groups[:-1]


def test_the_largest_groups_are_drawn_one_by_one() -> None:
    book = network_codebook()
    labels = Labels((c for t in book.tables for c in t.columns), "en")
    found = tuple(RelationCell(f"p{i}", "p0", "sells", i + 1, 1) for i in range(8))
    (matrix,) = matrices(Relations("place", "origin", "roles", found), labels, "others")
    assert matrix.down == ("Place 3", "Place 4", "Place 5", "Place 6", "Place 7", "others")
    assert matrix.counts[-1] == ((1 + 2 + 3, 3),)
    assert matrix.largest == 8


def test_discs_of_all_panels_have_one_scale() -> None:
    matrix = Matrix("sells", ("a", "b"), ("c",), (((4, 8),), ((0, 2),)))
    spec = split_discs(matrix, largest=100)
    size = spec["layer"][1]["encoding"]["size"]["scale"]
    assert size == {"domain": [0, 100], "range": [0, DISC**2]}
    drawn = {(v["row"], v["column"], v["side"]): v["links"] for v in spec["data"]["values"]}
    assert drawn == {
        (0, 0, "cases"): 4,
        (0, 0, "release"): 8,
        (1, 0, "cases"): 0,
        (1, 0, "release"): 2,
    }


def test_a_source_that_cannot_tell_has_no_mark() -> None:
    names = {"cases": "Cases", "apart": "Apart"}
    spec = dots([("Sex", {"cases": 0.5, "apart": None}), ("Age", {"cases": 0.2})], names)
    drawn = [(v["place"], v["kind"], v["share"]) for v in spec["data"]["values"]]
    assert drawn == [(0, "Cases", 0.5), (1, "Cases", 0.2)]


@given(
    st.dictionaries(
        st.integers(0, 1000), st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=1
    )
)
def test_every_number_of_links_is_in_one_band(found: dict[int, tuple[int, int]]) -> None:
    counts = tuple(DegreeCount(n, *found[n]) for n in sorted(found))
    people, released = (sum(side) for side in zip(*found.values(), strict=True))
    measures = DegreeMeasures("victims", people, released, 0, 0, max(found), max(found), 0, counts)
    answers = degree_bands(measures, Cells("en"))
    assert (sum(answers.real), sum(answers.released)) == (people, released)
    assert len(set(answers.labels)) == len(answers.labels)
    assert sum(answers.released_shares) == pytest.approx(1)


def test_network_words_do_not_hide_those_of_one_table() -> None:
    words = network_texts("fr")
    assert words["distance"] == "Écart"
    assert words["source.apart"] == "Liens au hasard"
