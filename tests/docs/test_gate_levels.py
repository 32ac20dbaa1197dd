"""The table of levels in the guide says what the levels are."""

from __future__ import annotations

from pathlib import Path

import pytest

from lanterne.gate import LEVELS, Family, load_policy

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "gate.md"


def in_hundred(share: float) -> str:
    return f"{share * 100:g} in 100"


def written(level: str) -> dict[str, str]:
    """Begin of a row → what stands in it for a level."""
    policy = load_policy(level)
    promise, risk, use = policy.promise, policy.risk, policy.use
    length = "whole rows" if promise.length is None else str(promise.length)
    others = {risk.excess[one] for one in Family} - {0}
    return {
        "ε of the release": f"{promise.epsilon:g}, {promise.epsilon_total:g}",
        "k of the other": f"{promise.k}, {length}",
        "another attack": f"by {in_hundred(others.pop())}",
        "people about whom": in_hundred(risk.told),
        "k-anonymised": f"1 in {1 / risk.record:g}",
        "rows that would": in_hundred(use.distance),
        "rows more": in_hundred(use.rows),
        "published intervals": in_hundred(use.intervals),
        "[traffic light]": use.light,
    }


@pytest.mark.parametrize("level", LEVELS)
def test_the_guide_says_what_a_level_asks(level):
    lines = [line.strip("| ") for line in GUIDE.read_text("utf-8").splitlines() if " | " in line]
    rows = [[cell.strip() for cell in line.split(" | ")] for line in lines]
    place = next(row for row in rows if "strict" in row).index(level) + 1
    for begin, wanted in written(level).items():
        (row,) = (row for row in rows if row[0].startswith(begin))
        assert row[place] == wanted, begin
