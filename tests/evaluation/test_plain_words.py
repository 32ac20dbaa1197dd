"""The first page in words: what is said follows from the figures."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import pytest

from lanterne.codebook import load_codebook
from lanterne.codebook.model import ColumnType
from lanterne.evaluation import Evaluation, Promised, evaluate_frame, plain_words
from lanterne.evaluation.sizes import SizeMeasures
from lanterne.evaluation.summary import close_from
from stored import in_languages

PLAIN, REASONS = in_languages("evaluation.plain"), in_languages("evaluation.reason")

TABLE = load_codebook("lanterne-cases").table


def people(rows: int, seed: int) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    return pl.DataFrame(
        {one.name: random.choice(["", *one.codes[:4]], rows) for one in TABLE.columns}
    )


def evaluated(real: pl.DataFrame, released: pl.DataFrame, **more: Any) -> Evaluation:
    release: Any = SimpleNamespace(
        codebook=load_codebook("lanterne-cases"), data=released, statement=None, **more
    )
    return evaluate_frame(real, release)


@pytest.fixture(scope="module")
def poor() -> Evaluation:
    return evaluated(people(400, 1), people(300, 2))


def size(low: int, relative: float, length: int = 2) -> SizeMeasures:
    return SizeMeasures(length, low, None, 5, 5, 0, 0, 1.0, 0.0, relative)


def test_counts_are_close_from_where_all_larger_ones_are() -> None:
    assert close_from((size(1, 0.05), size(10, 0.2), size(20, 0.1), size(40, 0.01))) == 20
    assert close_from((size(1, 0.05), size(10, 0.05))) == 1
    assert close_from((size(1, 0.05), size(10, 0.2))) is None
    assert close_from((size(1, 0.05), size(10, 0.2, length=3))) == 1


def test_a_poor_release_allows_little(poor: Evaluation) -> None:
    plain = plain_words(poor)
    assert PLAIN["en"]["may_not.counts"] in plain.may_not
    assert PLAIN["en"]["may_not.safe"] in plain.may_not
    assert plain.changed[0] == PLAIN["en"]["changed.unknown"]


def test_conclusions_that_turn_round_may_not_be_drawn() -> None:
    """Every flag says yes of women in the cases, and of men in the release."""
    flags = [one.name for one in TABLE.columns if one.type is ColumnType.FLAG]
    sides = []
    for gender in ("Woman", "Man"):
        flag = pl.when(pl.col("gender") == gender).then(pl.lit("1")).otherwise(pl.lit("0"))
        sides.append(people(400, 1).with_columns(flag.alias(name) for name in flags))
    plain = plain_words(evaluated(*sides))
    assert not [one for one in plain.may if "comparisons of two groups" in one]
    assert [one for one in plain.may_not if "look at the odds ratios below" in one]
    assert [one for one in plain.may_not if "come out the opposite way in the cases" in one]


def test_an_equal_release_allows_all_that_was_tried() -> None:
    same = people(400, 1)
    plain = plain_words(evaluated(same, same))
    assert [one.split(":")[0] for one in plain.may] == [
        "How many people share two answers",
        "Which groups are affected more often than others",
        "Whether a share rises or falls over the years",
        "Which routes are the most frequent",
    ]
    assert not [one for one in plain.may_not if "only" in one or "missing" in one]


def test_what_is_missing_or_invented_is_said() -> None:
    real, released = people(400, 1).with_columns(gender=pl.lit("Man")), people(400, 2)
    for one, other, key in ((real, released, "present"), (released, real, "absent")):
        assert PLAIN["en"][f"may_not.{key}"] in plain_words(evaluated(one, other)).may_not


def test_rows_of_real_people_are_said_to_be_real(poor: Evaluation) -> None:
    promised = Promised("k-anonymised", k=10, quasi_identifiers=("gender", "ageBand"))
    plain = plain_words(replace(poor, method=promised))
    assert "10 rows agree in these columns: gender, ageBand" in plain.changed[0]
    assert PLAIN["en"]["may_not.person.real"] in plain.may_not


@pytest.mark.parametrize("language", ["en", "fr"])
def test_looks_are_told(poor: Evaluation, language: str) -> None:
    words = PLAIN[language]
    assert words["looks.uncounted"] in plain_words(poor, language).looks
    assert words["looks.once"] in plain_words(replace(poor, looks=1), language).looks
    said = plain_words(replace(poor, looks=7), language).looks
    assert words["looks.counted"].format(n=7) in said


@pytest.mark.parametrize("catalogue", [PLAIN, REASONS])
def test_all_languages_have_the_same_sentences_and_figures(catalogue: Any) -> None:
    fields = re.compile(r"\{\w+\}")
    assert set(catalogue) == {"en", "fr", "es", "ar"}
    for words in catalogue.values():
        assert words.keys() == catalogue["en"].keys()
        for key, text in catalogue["en"].items():
            assert set(fields.findall(text)) == set(fields.findall(words[key])), key


def test_a_release_of_a_k_method_needs_neither_statement_nor_counts() -> None:
    guarantee = SimpleNamespace(
        method="k-anonymous-synthetic", k=10, length=3, quasi_identifiers=()
    )
    found = evaluated(people(200, 1), people(200, 2), guarantee=guarantee, aggregates=None)
    assert (found.epsilon, found.delta, found.aggregates) == (None, None, ())
    assert found.promised == Promised("k-anonymous-synthetic", k=10, length=3)
    assert found.intervals_held is None
    assert found.to_dict()["promised"]["k"] == 10
    assert "up to 3 answers" in plain_words(found).changed[0]
    few = evaluated(people(200, 1), people(200, 2), aggregates=pl.DataFrame({"count": [1]}))
    assert few.aggregates == ()
