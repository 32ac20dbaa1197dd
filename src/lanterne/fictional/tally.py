"""Counts of what was written, and how they compare with the public figures."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lanterne.fictional.chance import Ints
from lanterne.fictional.form_questions import ANSWERS, FILLED, NOT_ASKED, UNKNOWN
from lanterne.fictional.records import Records
from lanterne.fictional.routes import (
    CITIZENSHIP_SHARES,
    EXPLOITATION_SHARES,
    REGIONS,
    read_countries,
)
from lanterne.messages import Message

WOMEN, ADULTS, LABOUR = 0.545, 0.931, 12_248 / (12_248 + 2_775)
"""Women among women and men; adults among those whose majority is known; records of forced labour
among those of forced labour and of sexual exploitation: the published file of December 2022."""

YEAR_BANDS = {
    (2005, 2013): 0.144,
    (2014, 2018): 0.358,
    (2019, 2019): 0.137,
    (2020, 2020): 0.114,
    (2021, 2022): 0.247,
}
"""First and last year → share of the known years from 2005 to 2022, same source."""


@dataclass(frozen=True)
class Figure:
    """One public figure and what this data set reached; shares between 0 and 1."""

    name: str | Message
    target: float
    reached: float


@dataclass
class Tally:
    """How often each text occurs in each column.

    Attributes:
        rows: Records counted so far.
        counts: Column → count of each position of ``ANSWERS``.
    """

    rows: int = 0
    counts: dict[str, Ints] = field(
        default_factory=lambda: {
            name: np.zeros(len(texts), dtype=np.int64) for name, texts in ANSWERS.items()
        }
    )

    def add(self, records: Records) -> None:
        """Count some more records."""
        self.rows += len(records["dataSource"])
        for name, codes in records.items():
            self.counts[name] += np.bincount(codes, minlength=len(ANSWERS[name]))

    def filled(self, column: str) -> float:
        """Share of the cells of a column with an answer."""
        return float(self.answers(column).sum() / self.rows)

    def answers(self, column: str) -> Ints:
        """Counts of a column with nothing for blank, not asked and unknown."""
        said = np.array([text not in ("", NOT_ASKED, UNKNOWN) for text in ANSWERS[column]])
        return np.asarray(self.counts[column] * said)

    def completeness(self) -> list[Figure]:
        """Share of answers in each column with a public figure."""
        return [Figure(name, target, self.filled(name)) for name, target in FILLED.items()]

    def shares(self) -> list[Figure]:
        """Women, adults, forced labour, regions and years."""
        return [
            Figure("gender: Woman / (Woman + Man)", WOMEN, self._share("gender", "Woman", "Man")),
            Figure(
                "majorityStatus: Adult / (Adult + Minor)",
                ADULTS,
                self._share("majorityStatus", "Adult", "Minor"),
            ),
            Figure("isForcedLabour / (… + isSexualExploitation)", LABOUR, self._labour()),
            *self._regions("citizenship", CITIZENSHIP_SHARES),
            *self._regions("countryOfExploitation", EXPLOITATION_SHARES),
            *self._years(),
        ]

    def _share(self, column: str, one: str, other: str) -> float:
        counts = dict(zip(ANSWERS[column], self.counts[column].tolist(), strict=True))
        return _ratio(counts[one], counts[one] + counts[other])

    def _labour(self) -> float:
        labour = self.counts["isForcedLabour"][1]
        return _ratio(labour, labour + self.counts["isSexualExploitation"][1])

    def _regions(self, column: str, targets: tuple[float, ...]) -> list[Figure]:
        people = np.bincount(read_countries().region, self.counts[column][1:], len(REGIONS))
        return [
            Figure(f"{column}: {region}", target, _ratio(count, people.sum()))
            for region, target, count in zip(REGIONS, targets, people, strict=True)
        ]

    def _years(self) -> list[Figure]:
        counts = {
            int(year): int(count)
            for year, count in zip(
                ANSWERS["yearOfRegistration"], self.counts["yearOfRegistration"], strict=True
            )
            if year
        }
        total = sum(count for year, count in counts.items() if 2005 <= year <= 2022)
        return [
            Figure(
                f"yearOfRegistration: {first}–{last}"
                if first < last
                else f"yearOfRegistration: {first}",
                target,
                _ratio(sum(counts[year] for year in range(first, last + 1)), total),
            )
            for (first, last), target in YEAR_BANDS.items()
        ]


def _ratio(part: float, whole: float) -> float:
    """``part / whole``; not a number when there is nobody."""
    return float(part / whole) if whole else float("nan")
