"""All rows in memory, where they are few, in an order that does not depend on who read them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from lanterne.counting.answered import HOME, Tally
from lanterne.counting.coding import Codes, Coding


@dataclass(frozen=True)
class GatheredRows:
    """Rows, and where they are asked for the household of each.

    Attributes:
        codes: Rows × columns.
        homes: As many households, the empty text for who lives alone; none where nobody asks.
    """

    codes: Codes = field(repr=False)
    homes: pl.Series = field(repr=False)

    def __add__(self, other: GatheredRows) -> GatheredRows:
        """The rows of both."""
        codes = np.concatenate([self.codes, other.codes])
        return GatheredRows(codes, pl.concat([self.homes, other.homes]))

    @property
    def sorted(self) -> GatheredRows:
        """The same in an order that depends on what the rows hold, and on the households."""
        keys = [*self.codes.T[::-1]]
        if len(self.homes):
            keys.insert(0, self.homes.rank("dense").to_numpy())
        order = np.lexsort(keys)
        homes = self.homes.gather(order) if len(self.homes) else self.homes
        return GatheredRows(self.codes[order], homes)


@dataclass(frozen=True)
class GatherRows:
    """Gathers all rows; the sum is a :class:`GatheredRows`.

    Attributes:
        coding: The codes of the answers.
    """

    coding: Coding

    def begin(self) -> Tally:
        """No row."""
        return _Gathering(self.coding)


class _Gathering:
    def __init__(self, coding: Coding) -> None:
        self._coding = coding
        self._codes = [np.zeros((0, len(coding.header)), np.int32)]
        self._homes = [pl.Series(HOME, [], pl.String)]

    def add(self, rows: pl.DataFrame) -> None:
        self._codes.append(self._coding.codes(rows))
        if HOME in rows.columns:
            self._homes.append(rows[HOME])

    @property
    def sum(self) -> GatheredRows:
        return GatheredRows(np.concatenate(self._codes), pl.concat(self._homes))
