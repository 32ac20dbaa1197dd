"""What anonymeter says of a folder of tables; runs in an environment that has it.

    python anonymeter_side.py FOLDER

The folder holds ``original.csv``, ``control.csv``, ``released.csv`` and ``ask.json``; the answer
is printed as JSON. It imports nothing of Lanterne, and Lanterne nothing of it.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from anonymeter.evaluators import InferenceEvaluator, LinkabilityEvaluator, SinglingOutEvaluator
from anonymeter.evaluators import singling_out_evaluator as singling_out
from anonymeter.neighbors import mixed_types_kneighbors as neighbours
from numba import njit

GROUPS = ("original", "control")
NOTHING = {"original": [0, 0], "control": [0, 0], "guessing": [0, 0], "risk": [0, 0, 1]}


def main(folder: Path) -> None:
    """Run every attack in every way, and print the counts."""
    logging.disable()
    asked = json.loads((folder / "ask.json").read_text())
    tables = {name: _read(folder, name) for name in ("original", "control", "released")}
    numbers = {
        name: table.assign(**{asked["number"]: pd.to_numeric(table[asked["number"]])})
        for name, table in tables.items()
    }
    with ties_to_the_first():
        alike = {
            **_questions(tables, asked, repeated=True),
            **_nearest(tables, asked, blanks=False),
        }
    answer = {
        "versions": {name: version(name) for name in ("anonymeter", "numpy", "pandas", "polars")},
        "as it comes": {**_questions(tables, asked), **_nearest(tables, asked)},
        "with a number": {**_questions(numbers, asked), **_nearest(numbers, asked)},
        "our conventions": alike,
        "same questions": _fit(tables, asked["questions"]),
    }
    print(json.dumps(answer))


def _read(folder: Path, name: str) -> pd.DataFrame:
    """All cells as texts; blank is the empty text, so that it is an answer like others."""
    return pd.read_csv(folder / f"{name}.csv", dtype=object, keep_default_na=False)


def _questions(
    tables: dict[str, Any], asked: dict[str, Any], *, repeated: bool = False
) -> dict[str, Any]:
    """Singling out by one column, by all questions that there are, and by several.

    ``repeated``: rows that are alike stay; anonymeter keeps one of each.
    """
    found = {}
    for name, mode in (("value", "univariate"), ("answers", "multivariate")):
        evaluator = SinglingOutEvaluator(
            tables["original"],
            tables["released"],
            n_attacks=asked["attacks"],
            n_cols=asked["columns"],
            control=tables["control"],
            seed=asked["seed"],
        )
        if repeated:
            evaluator._ori, evaluator._syn, evaluator._control = (
                pl.DataFrame(tables[table]) for table in ("original", "released", "control")
            )
        if mode == "univariate":  # it divides by what was wanted: let that be what there is
            evaluator._n_attacks = _rare_values(evaluator._syn)
        asks = evaluator._n_attacks > 0
        found[f"singling out by {name}"] = _told(evaluator.evaluate(mode)) if asks else NOTHING
    return found


def _rare_values(released: pl.DataFrame) -> int:
    """Number of questions about one column that single out a released row."""
    everything = released.height * released.width
    made = singling_out.univariate_singling_out_queries(
        released, everything, np.random.default_rng(0)
    )
    return len(made)


def _nearest(
    tables: dict[str, Any], asked: dict[str, Any], *, blanks: bool = True
) -> dict[str, Any]:
    """Linkability, and inference of each column from all others, of the first people.

    ``blanks``: whoever says nothing in the secret is asked for it too.
    """
    targets = {name: tables[name].head(asked["targets"]) for name in GROUPS}
    found = {}
    for name, parts in asked["parts"].items():
        linked = LinkabilityEvaluator(
            targets["original"],
            tables["released"],
            aux_cols=tuple(parts),
            n_attacks=asked["targets"],
            control=targets["control"],
        )
        found[name] = _told(linked.evaluate(n_jobs=1))
    for secret in tables["original"].columns:
        says = {
            name: table if blanks else table[~table[secret].isin(asked["silent"][secret])]
            for name, table in targets.items()
        }
        evaluator = InferenceEvaluator(
            says["original"],
            tables["released"],
            aux_cols=[name for name in tables["original"].columns if name != secret],
            secret=secret,
            n_attacks=asked["targets"],
            control=says["control"],
        )
        found[f"inference of {secret}"] = _told(evaluator.evaluate(n_jobs=1))
    return found


def _told(evaluator: Any) -> dict[str, Any]:
    """Counts of both groups and of guessing at random, and the risk that is made of them."""
    results = evaluator.results()
    risk = results.risk()
    return {
        "original": [float(results.n_success), results.n_attacks_ori],
        "control": [float(results.n_control), results.n_attacks_control],
        "guessing": [float(results.n_baseline), results.n_attacks_baseline],
        "risk": [float(number) for number in (risk.value, *risk.ci)],
    }


def _fit(tables: dict[str, Any], questions: list[dict[str, Any]]) -> dict[str, Any]:
    """How many rows answer each question with yes, by anonymeter's own counting."""
    types = dict.fromkeys(tables["original"].columns, pl.String())
    rng = np.random.default_rng(0)
    asked = [singling_out._query_from_record(one, types, list(one), {}, rng) for one in questions]
    return {
        name: list(map(int, singling_out._evaluate_queries(pl.DataFrame(table), asked)))
        for name, table in tables.items()
    }


@njit
def _first_nearest(queries, candidates, cat_cols_index, n_neighbors):  # type: ignore[no-untyped-def]
    """The same neighbours by the same distance, the first of several that are as near."""
    places = np.zeros((len(queries), n_neighbors), np.int64)
    distances = np.zeros((len(queries), n_neighbors))
    for q in range(len(queries)):
        each = np.zeros(len(candidates))
        for c in range(len(candidates)):
            each[c] = neighbours_gower(queries[q], candidates[c], cat_cols_index)
        places[q] = each.argsort(kind="mergesort")[:n_neighbors]
        distances[q] = each[places[q]]
    return places, distances


neighbours_gower = neighbours.gower_distance


@contextmanager
def ties_to_the_first() -> Iterator[None]:
    """Let anonymeter take the first of several nearest rows, where it takes any."""
    before = neighbours._nearest_neighbors
    neighbours._nearest_neighbors = _first_nearest
    try:
        yield
    finally:
        neighbours._nearest_neighbors = before


if __name__ == "__main__":
    main(Path(sys.argv[1]))
