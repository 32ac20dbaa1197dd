"""Attacks that were run stand on the page in words, in the language of the page."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import pytest

import lanterne.attacks
from lanterne.attacks import AttackReport, Promise, PublishedBeside, run_attacks
from lanterne.codebook import load_codebook
from lanterne.evaluation import Evaluation, evaluate_frame
from lanterne.evaluation.attack_names import attack_name
from lanterne.evaluation.summary import reason_in_words
from stored import in_languages

ATTACKS = in_languages("evaluation.attack")

BOOK = load_codebook("lanterne-cases")


def people(rows: int, seed: int) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    columns = BOOK.table.columns
    return pl.DataFrame({one.name: random.choice(["", *one.codes[:4]], rows) for one in columns})


@pytest.fixture(scope="module")
def report() -> AttackReport:
    real, other = people(300, 1), people(300, 2)
    earlier = [people(300, 3)]
    return run_attacks(
        real,
        other,
        BOOK,
        promise=Promise(epsilon=1.0, delta=1e-6),
        beside=PublishedBeside(earlier=earlier),
        draws=20,
    )


@pytest.fixture(scope="module")
def attacked(report: AttackReport) -> Evaluation:
    release: Any = SimpleNamespace(codebook=BOOK, data=people(300, 2), statement=None)
    return evaluate_frame(people(300, 1), release, report)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_every_attack_of_a_report_is_told_in_words(
    report: AttackReport, attacked: Evaluation, language: str
) -> None:
    names = [one.name for one in report.results]
    assert len(names) >= 8
    told = [
        reason_in_words(one, language)
        for one in attacked.risk.reasons
        if one.name.startswith("attack.")
    ]
    assert len(told) == len(names)
    for name in names:
        words = attack_name(name, language)
        assert words != name
        assert [one for one in told if words in one]
    assert not [one for one in told for name in names if "-" in name and name in one]


def test_there_are_words_for_every_attack_and_for_no_other() -> None:
    """Every name is a text of the package of attacks; each language has the same."""
    folder = Path(lanterne.attacks.__file__).parent
    source = "".join(file.read_text("utf-8") for file in folder.glob("*.py"))
    for language, names in ATTACKS.items():
        assert names.keys() == ATTACKS["en"].keys(), language
        assert len(set(names.values())) == len(names)
    assert all(f'"{name}"' in source for name in ATTACKS["en"])
    assert attack_name("something-new", "fr") == "something-new"
