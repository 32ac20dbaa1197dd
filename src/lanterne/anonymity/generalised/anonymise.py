"""From rows to k-anonymised rows: generalised along hierarchies, suppressed where they must be.

Not differentially private, and good for one release only: two releases of nearly the same people
can be subtracted, and who knows how the recoding was chosen may learn from it (minimality attack,
Wong et al. 2007).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from lanterne.anonymity.check import checked
from lanterne.anonymity.check_classes import find_faults
from lanterne.anonymity.generalised.dimensions import Dimension, closed, read_dimensions
from lanterne.anonymity.generalised.records import Demand, Integers, Records
from lanterne.anonymity.generalised.requirements import Requirements, check_requirements
from lanterne.anonymity.generalised.rounding import MULTIPLE, rounded_down
from lanterne.anonymity.generalised.rules import blankable
from lanterne.anonymity.generalised.suppression import Solution, solve
from lanterne.anonymity.generalised.wider_codebook import widened
from lanterne.anonymity.result import AnonymousTable, Checked, Guarantee, Method
from lanterne.anonymity.terms import Progress, only_table, silent
from lanterne.anonymity.validity import valid_rows
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError, Refused

_MARGINS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4)
"""Shares by which t is tightened in turn: rows left out by chance move the whole table."""


def anonymise(
    rows: pl.DataFrame,
    codebook: Codebook,
    asked: Requirements,
    *,
    seed: int | None = None,
    progress: Progress = silent,
) -> Checked[AnonymousTable]:
    """Generalise and suppress real rows until k of them share each combination of some columns.

    The columns tied to a quasi-identifier by a dependency or a rule are quasi-identifiers too.
    Iyengar's loss metric is made small: first one level of the hierarchy is chosen for each column,
    then cells of the rows that are left in small classes are blanked. Rows that cannot be hidden
    are left out, and a few more by chance, so that their number is a multiple of ten. The order is
    by chance.

    Args:
        rows: One row per person, texts; ``""`` or null where nothing is said.
        codebook: What they mean; of one table.
        asked: What the output must keep.
        seed: Fixes chance, for tests. It must not be published: it undoes the order.
        progress: Told the step and how far it is.

    Returns:
        The rows, with a codebook that has the wider answers, after an independent check.

    Raises:
        UsageError: The call makes no sense; all of it is said.
        InputError: The rows do not keep the codebook.
        Refused: No such rows can be made, or the check found a fault.
    """
    table_of_cases = only_table(codebook)
    check_requirements(asked, table_of_cases, rows.height)
    progress("check", 0.0)
    rows = valid_rows(rows, table_of_cases, "the cases")
    problem = _problem(rows, codebook, asked)
    rng = np.random.default_rng(seed)
    table: AnonymousTable | None = None
    for margin in _MARGINS if asked.closeness is not None else (0.0,):
        demand = _demand(asked, margin)
        solution = solve(
            problem.records,
            demand,
            asked.recoding,
            asked.suppression_limit,
            lambda at: progress("recode", at),
        )
        table = None if solution is None else problem.table(solution, demand, rng)
        if table is not None and not find_faults(table.data, table.guarantee):
            break
    if table is None:
        raise Refused("k-method.not-possible")
    progress("verify", 0.0)
    _require_valid(table)
    return checked(table, rows)


@dataclass(frozen=True)
class _Problem:
    """What is to be recoded.

    Attributes:
        rows: Texts.
        codebook: What they mean.
        asked: What is asked of them, with the quasi-identifiers that dependencies and rules add.
        records: The combinations of quasi-identifiers.
        answers: Code of each row in each sensitive column.
    """

    rows: pl.DataFrame
    codebook: Codebook
    asked: Requirements
    records: Records
    answers: tuple[Integers, ...]

    def table(
        self, solution: Solution, demand: Demand, rng: np.random.Generator
    ) -> AnonymousTable | None:
        """The output of a recoding; ``None`` when no row is left."""
        records, asked = self.records, self.asked
        known = np.flatnonzero(solution.nodes[0] >= 0)
        codes = np.zeros_like(records.codes)
        for place, dimension in enumerate(records.dimensions):
            levels = solution.nodes[place, known]
            codes[place, known] = dimension.steps[levels, records.codes[place, known]]
        kept = np.flatnonzero(solution.nodes[0, records.place] >= 0)
        _, classes = np.unique(codes[:, records.place[kept]], axis=1, return_inverse=True)
        answers = [part[kept] for part in self.answers]
        kept = kept[rounded_down(classes.reshape(-1), answers, demand, rng)]
        if not len(kept):
            return None
        kept = rng.permutation(kept)
        wider = widened(self.codebook, asked.quasi_identifiers)
        data = self.rows[kept].with_columns(
            series
            for dimension, part in zip(records.dimensions, codes, strict=True)
            for series in _texts(dimension, part[records.place[kept]])
        )
        return AnonymousTable(wider, data, _guarantee(asked), _settings(asked))


def _problem(rows: pl.DataFrame, codebook: Codebook, asked: Requirements) -> _Problem:
    """Read the quasi-identifiers and the sensitive columns."""
    names = closed(codebook.table, asked.quasi_identifiers)
    weights = {name: asked.importance.get(name, 1.0) for name in names}
    may_be_blank = blankable(codebook.table, names)
    dimensions, codes = read_dimensions(rows, codebook.table, names, weights, may_be_blank)
    answers = tuple(
        rows[name].rank("dense").to_numpy().astype(np.int64) - 1 for name in asked.sensitive
    )
    records = Records.of(dimensions, codes, answers)
    return _Problem(rows, codebook, replace(asked, quasi_identifiers=names), records, answers)


def _demand(asked: Requirements, margin: float) -> Demand:
    """What each class must keep, t tightened by a share."""
    closeness = None if asked.closeness is None else asked.closeness * (1 - margin)
    return Demand(asked.k, asked.diversity or 1, closeness)


def _texts(dimension: Dimension, codes: Integers) -> list[pl.Series]:
    """The columns of a dimension."""
    places = pl.Series(codes.astype(np.uint32))
    return [
        pl.Series(name, [cell[number] for cell in dimension.cells], pl.String).gather(places)
        for number, name in enumerate(dimension.sources)
    ]


def _guarantee(asked: Requirements) -> Guarantee:
    """What holds of the output."""
    return Guarantee(
        Method.K_ANONYMISED,
        asked.k,
        None,
        tuple(asked.quasi_identifiers),
        asked.diversity,
        asked.closeness,
        tuple(asked.sensitive),
    )


def _settings(asked: Requirements) -> dict[str, str | float | int]:
    """How the output was made: what was asked for, and nothing learnt from the cases."""
    return {
        "loss": "Iyengar's loss metric",
        "recoding": str(asked.recoding),
        "suppression_limit": asked.suppression_limit,
        "rows_rounded_to": MULTIPLE,
        **{f"importance of {name}": weight for name, weight in asked.importance.items()},
    }


def _require_valid(table: AnonymousTable) -> None:
    """Refuse an output that does not keep its own codebook."""
    try:
        valid = valid_rows(table.data, table.codebook.table, "the output")
    except InputError as error:
        rules = tuple(sorted({problem.rule for problem in error.problems}))
        raise Refused("k-method.codebook-broken", rules=rules) from None
    if not valid.equals(table.data):
        raise Refused("k-method.words-broken")
