"""People who fit a codebook with one column of each kind, and obviously correct counting."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import polars as pl

from lanterne.codebook.model import Condition, Rule
from small_codebooks import LABEL
from small_codebooks import rich_book as rich_book_with


def rich_book():
    """The rich codebook, with rules of two and three columns."""
    no_labour = Condition("labour", ("",), negated=True)
    return rich_book_with(
        Rule("forced", LABEL, (no_labour, Condition("forced", ("1",), negated=True))),
        Rule("dry", LABEL, (Condition("sector", ("fish",)), Condition("labour", ("land",)))),
        Rule(
            "no-farm-for-other-in-NA",
            LABEL,
            (
                Condition("gender", ("other",)),
                Condition("country", ("NA",)),
                Condition("sector", ("farm",)),
            ),
        ),
    )


def rich_people(number, seed):
    """People who fit the rich codebook; some answers and many combinations are rare."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(number):
        kind = rng.integers(2)  # two kinds of people, so that columns depend on each other
        tilt = 0.5 * kind
        gender = rng.choice(
            ["woman", "man", "other", "?", ""], p=[0.7 - tilt, 0.2 + tilt, 0.02, 0.02, 0.06]
        )
        age = rng.choice(["0--8", "9--17", "18--29", ""], p=[0.03, 0.67 - tilt, 0.2 + tilt, 0.1])
        minor = {"0--8": "1", "9--17": "1", "18--29": "0", "": rng.choice(["", "1"])}[age]
        country = rng.choice(["NA", "FR", "NG"], p=[0.6 - tilt, 0.399 + tilt, 0.001])
        control = _set(rng, ["debt", "force", "threat"], 0.3 + tilt / 2)
        labour = rng.choice(["land", "sea", ""], p=[0.2, 0.2, 0.6])
        sector = _set(
            rng,
            ["farm", "home", "mine", "shop"] if labour == "land" else ["farm", "fish", "home"],
            0.3,
        )
        if gender == "other" and country == "NA" and "farm" in sector:
            sector = "home"
        forced = "1" if labour else rng.choice(["", "1"])
        rows.append((gender, age, minor, country, control, sector, forced, labour))
    return pl.DataFrame(
        [[str(text) for text in row] for row in rows], rich_book().table.names, orient="row"
    )


def _set(rng, members, chance):
    return ";".join(member for member in members if rng.random() < chance)


def answers(row):
    """Column → text of what a row says."""
    return {name: text for name, text in row.items() if text}


def holding(records, combination):
    """How many records hold all answers of a combination."""
    return sum(all(record[name] == text for name, text in combination) for record in records)


def violations(released, real, k, length):
    """Number of answers → places, counted one by one."""
    records = real.to_dicts()
    known: dict[tuple[tuple[str, str], ...], int] = {}
    found: Counter[int] = Counter()
    for row in released.to_dicts():
        said = sorted(answers(row).items())
        sizes = [len(said)] if length is None else range(1, length + 1)
        for size in sizes:
            for combination in combinations(said, size):
                if combination not in known:
                    known[combination] = holding(records, combination)
                found[size] += bool(combination) and known[combination] < k
    return {size: places for size, places in found.items() if places}
