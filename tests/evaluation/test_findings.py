"""The sentences say what the figures say, in the language asked for."""

from __future__ import annotations

import polars as pl
import pytest

from lanterne.evaluation import compare_frames, comparison_findings
from lanterne.messages.numbers import number, percent


def told(real: pl.DataFrame, released: pl.DataFrame, language: str = "en") -> dict[str, list[str]]:
    """Sentences by subject."""
    found: dict[str, list[str]] = {}
    for finding in comparison_findings(compare_frames(real, released), language):
        found.setdefault(finding.subject, []).append(finding.text)
    return found


CASES = pl.DataFrame(
    {
        "sex": ["f"] * 12 + ["m"] * 8 + ["f"] * 3,
        "work": ["farm"] * 12 + ["home"] * 8 + ["home"] * 3,
    }
)


def test_identical_tables_are_said_to_be_the_same() -> None:
    found = told(CASES, CASES)
    assert found["rows"] == ["The release has as many rows as there are people in the cases: 23."]
    assert found["fabricated"] == [
        "No combination of two answers in the release is absent from the cases."
    ]
    assert found["suppressed"] == [
        "Every combination of two answers in the cases is also in the release."
    ]


def test_shares_are_told_out_of_a_hundred() -> None:
    released = pl.DataFrame({"sex": ["m"] * 10 + ["m"] * 10, "work": ["home"] * 10 + ["farm"] * 10})
    found = told(CASES, released)
    assert found["rows"] == ["The release has 20 rows for 23 people in the cases, 13.0% fewer."]
    assert found["fabricated"] == [
        "Of 100 combinations of two answers in the release, 50 do not occur in the cases. "
        "They make up 50% of the released answers."
    ]
    assert found["suppressed"] == [
        "Of 100 combinations of two answers in the cases, 67 are missing from the release. "
        "They make up 65% of the answers in the cases. Of those with 10 people or more, 100% are "
        "missing."
    ]


def test_french_has_its_own_sentences_and_separators() -> None:
    released = pl.DataFrame({"sex": ["m"] * 20, "work": ["home"] * 10 + ["farm"] * 10})
    found = told(CASES, released, "fr")
    assert "13,0\u00a0% de moins" in found["rows"][0]
    assert found["fabricated"][0].startswith("Sur 100 combinaisons de deux réponses")


def test_other_languages_read_english() -> None:
    assert told(CASES, CASES, "de") == told(CASES, CASES, "en")


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (1234567, "1,234,567", "1\u202f234\u202f567"),
        (21.94, "22", "22"),
        (3.14159, "3.1", "3,1"),
        (0.0279, "0.03", "0,03"),
        (0, "0", "0"),
    ],
)
def test_numbers_have_the_digits_worth_reading(value: float, english: str, french: str) -> None:
    assert number(value, "en") == english
    assert number(value, "fr") == french


def test_percentages_have_a_space_in_french_only() -> None:
    assert percent(0.125, "en") == "12.5%"
    assert percent(0.125, "fr") == "12,5\u00a0%"


def test_a_share_that_is_not_nothing_is_never_written_as_nothing() -> None:
    assert percent(0.00001, "en") == "<\u00a00.01%"
    assert percent(0.00005, "en") == "0.01%"
    assert percent(0, "en") == "0%"
