"""Figures as texts in one language, for the cells of tables."""

from __future__ import annotations

from dataclasses import dataclass

from lanterne.messages.languages import spoken
from lanterne.messages.numbers import number, percent
from lanterne.report.texts import texts

_NOTHING = "–"


@dataclass(frozen=True)
class Cells:
    """Writes figures in one language."""

    language: str

    def number(self, value: float, digits: int | None = None) -> str:
        """A number."""
        return number(value, self.language, digits)

    def percent(self, share: float | None, digits: int | None = None) -> str:
        """A share as a percentage; a dash where there is none."""
        return _NOTHING if share is None else percent(share, self.language, digits)

    def signed(self, value: float, digits: int | None = None) -> str:
        """A number with its sign; none where it is written as zero."""
        text = number(abs(value), self.language, digits)
        zero = number(0, self.language, digits)
        return text if text in (zero, "0") else f"{'+' if value > 0 else '−'}{text}"

    def of(self, n: int, share: float) -> str:
        """A number and the share that it is."""
        return f"{self.number(n)} ({self.percent(share)})" if n else self.number(0)

    def range(self, low: int, high: int | None) -> str:
        """Numbers from one to another; without a high, from there on."""
        if high is None:
            return f"≥ {self.number(low)}"
        return self.number(low) if low == high else f"{self.number(low)}–{self.number(high)}"

    def points(self, difference: float) -> str:
        """A difference of shares in percentage points, with its sign."""
        text = number(abs(difference) * 100, self.language, 2)
        zero = number(0, self.language, 2)
        sign = "" if text == zero else "+" if difference > 0 else "−"
        space = " " if spoken(self.language) == "en" else "\u00a0"
        return f"{sign}{text}{space}{texts(self.language)['points']}"
