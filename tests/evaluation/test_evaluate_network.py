"""A release of linked tables evaluated from case files, and what is said about it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from random_networks import BOOK, network_of, random_tables

from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.network.open import open_network
from lanterne.cases.network.views import perpetrator_rows, victim_rows
from lanterne.codebook import load_codebook
from lanterne.errors import UsageError
from lanterne.evaluation import (
    NetworkEvaluation,
    compare_networks,
    evaluate_network,
    network_comparison_findings,
    network_findings,
)

FULL = load_codebook("lanterne-network")
NETWORK = network_of(BOOK)


def written(tables: NetworkTables, folder: Path) -> Path:
    """The tables as files of cases."""
    folder.mkdir()
    for name, frame in zip(
        ("survivors", "offenders", "ties"),
        (tables.victims, tables.perpetrators, tables.links),
        strict=True,
    ):
        frame.write_csv(folder / f"{name}.csv")
    return folder


def exact_counts(rows: pl.DataFrame, error: int = 0) -> pl.DataFrame:
    """Every combination of one and two known answers, as a release has them."""
    found: Counter[tuple[tuple[str, str], ...]] = Counter()
    for row in rows.to_dicts():
        answers = [(name, text) for name, text in row.items() if text not in {"", "unknown"}]
        for length in (1, 2):
            found.update(combinations(answers, length))
    padded = [(*cells, *[("", "")] * (3 - len(cells))) for cells in found]
    count = pl.Series("count", [number + error for number in found.values()])
    return pl.DataFrame(
        {
            "length": [len(cells) for cells in found],
            **{f"column_{i + 1}": [cells[i][0] for cells in padded] for i in range(3)},
            **{f"value_{i + 1}": [cells[i][1] for cells in padded] for i in range(3)},
            "method": ["measured"] * len(found),
            **{"count": count, "count_low": count - 1, "count_high": count + 1},
            **{"estimate": count, "estimate_low": count - 1, "estimate_high": count + 1},
            "synthetic": count,
        }
    )


def evaluated(folder: Path, error: int = 0) -> NetworkEvaluation:
    real, released = random_tables(BOOK, 1, 40, 30, 90), random_tables(BOOK, 2, 42, 30, 95)
    release = SimpleNamespace(
        path=folder,
        codebook=BOOK,
        tables=released,
        counts={
            "victims": exact_counts(victim_rows(real, NETWORK), error),
            "perpetrators": exact_counts(perpetrator_rows(real, NETWORK)),
        },
        statement=SimpleNamespace(
            unit="victim", epsilon=4.0, delta=1e-6, epsilon_total=4.0, also=(), unpromised=()
        ),
    )
    cases = open_network(written(real, folder / "cases"), BOOK).tables()
    return evaluate_network(cases, release)  # type: ignore[arg-type]


def test_published_counts_are_checked_apart_from_those_that_depend_on_links(
    tmp_path: Path,
) -> None:
    evaluation = evaluated(tmp_path)
    assert [(one.table, one.linked) for one in evaluation.published] == [
        ("victims", False),
        ("victims", True),
        ("perpetrators", False),
        ("perpetrators", True),
    ]
    for one in evaluation.published:
        assert [measure.length for measure in one.measures] == [1, 2]
        assert {measure.count_coverage for measure in one.measures} == {1}
        assert {measure.count_error for measure in one.measures} == {0}
    assert evaluation.intervals_held == 1
    own = evaluation.published[0].measures[0]
    assert own.published == 5  # two sexes and three origins


def test_intervals_that_miss_are_counted_where_links_do_not_matter(tmp_path: Path) -> None:
    evaluation = evaluated(tmp_path, error=5)
    checked = [sum(m.checked for m in one.measures) for one in evaluation.published]
    assert evaluation.intervals_held == pytest.approx(checked[2] / (checked[0] + checked[2]))


def test_the_figures_are_plain_json_and_marked_as_sensitive(tmp_path: Path) -> None:
    evaluation = evaluated(tmp_path)
    figures = json.loads(json.dumps(evaluation.to_dict(), allow_nan=False))
    assert figures["sensitive"] is True
    assert (figures["epsilon"], figures["delta"]) == (4.0, 1e-6)
    assert figures["release"]["victims"] == 42
    assert figures["published"][1]["linked"] is True
    assert figures["published"][0]["coverage"]["sizes"]
    assert figures["utility"]["reasons"]
    assert figures["risk"]["level"] == "fair"


def test_a_release_of_one_table_is_refused(tmp_path: Path) -> None:
    release = SimpleNamespace(path="out", codebook=load_codebook("gvpsd-2022"), tables=None)
    cases = open_network(written(random_tables(BOOK, 1), tmp_path / "cases"), BOOK).tables()
    with pytest.raises(UsageError, match="out is a release of one table"):
        evaluate_network(cases, release)  # type: ignore[arg-type]


@cache
def told(language: str, baselines: bool = True) -> dict[str, list[str]]:
    real, released = random_tables(FULL, 1, 40, 30, 90), random_tables(FULL, 2, 42, 30, 95)
    comparison = compare_networks(real, released, FULL, baselines=baselines)
    found: dict[str, list[str]] = {}
    for finding in network_comparison_findings(comparison, FULL, language):
        found.setdefault(finding.subject, []).append(finding.text)
    return found


def test_sentences_say_how_many_people_and_links_there_are() -> None:
    real, released = random_tables(FULL, 1, 40, 30, 90), random_tables(FULL, 2, 42, 30, 95)
    people, rows = (some.links["perpetrator"].n_unique() for some in (real, released))
    assert told("en")["rows"] == [
        f"The release has 42 victims, {rows} perpetrators and 95 links; the cases have 40, "
        f"{people} and 90."
    ]
    assert "2.25 perpetrators on average in the cases and 2.26" in told("en")["degrees"][0]


def test_sentences_set_the_baselines_beside_the_release() -> None:
    two, three = told("en")["cross"]
    assert two.count("%") == three.count("%") == 5
    assert "linked at random, it would be" in two
    assert "guessed from a condensed file, it would be" in three
    assert told("en", baselines=False)["cross"][0].count("%") == 2


def test_likeness_is_told_in_pairs_out_of_a_hundred() -> None:
    real, released = random_tables(FULL, 1, 40, 30, 90), random_tables(FULL, 2, 42, 30, 95)
    comparison = compare_networks(real, released, FULL)
    measured = comparison.release.alike("perpetrators", "IP_Gender")
    assert measured is not None
    assert measured.same_real is not None
    assert measured.same_released is not None
    expected = (
        "Take 100 pairs of perpetrators of one victim, both with an answer to “Gender of the "
        f"perpetrator”: {measured.same_real * 100:.0f} pairs give the same answer in the cases and "
        f"{measured.same_released * 100:.0f} in the release."
    )
    likeness = told("en")["likeness"]
    assert any(text.startswith(expected) for text in likeness)
    assert len(likeness) == 6


def test_a_column_of_one_answer_is_not_told_as_likeness() -> None:
    one_sex = replace(BOOK.tables[0].columns[0], values=BOOK.tables[0].columns[0].values[:1])
    victims = replace(BOOK.tables[0], columns=(one_sex, *BOOK.tables[0].columns[1:]))
    codebook = replace(BOOK, tables=(victims, *BOOK.tables[1:]))
    real = random_tables(codebook, 1, 40, 30, 90)
    comparison = compare_networks(real, real, codebook, baselines=False)
    assert comparison.release.alike("victims", "sex") is not None
    texts = [one.text for one in network_comparison_findings(comparison, codebook)]
    assert any("“Origin”" in text for text in texts)
    assert not any("“Sex”" in text for text in texts)


def test_french_has_its_own_sentences() -> None:
    english, french = told("en"), told("fr")
    assert {s: len(t) for s, t in english.items()} == {s: len(t) for s, t in french.items()}
    assert french["cross"][0].startswith("Comptons les liens")
    assert "Sur 100 paires d’auteurs présumés liés à une même victime" in french["likeness"][0]
    assert not {t for some in english.values() for t in some} & {
        t for some in french.values() for t in some
    }
    assert told("de") == english


@pytest.mark.parametrize("language", ["es", "ar"])
def test_other_languages_say_the_same_in_their_own_words(language: str) -> None:
    english, other = told("en"), told(language)
    assert {s: len(t) for s, t in english.items()} == {s: len(t) for s, t in other.items()}
    assert not {t for some in english.values() for t in some} & {
        t for some in other.values() for t in some
    }


def test_the_findings_of_an_evaluation_end_with_the_intervals(tmp_path: Path) -> None:
    found = network_findings(evaluated(tmp_path))
    assert found[0].subject == "rows"
    assert found[-1].text.startswith("Of 100 published intervals, 100 contain the true count")
