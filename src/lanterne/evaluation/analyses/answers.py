"""Who gives which answer to a question, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.evaluation.analyses.questions import Split

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Answers:
    """The answers to one question.

    Attributes:
        yes: Rows with the first answer.
        no: Rows with the second; rows with neither take no part.
    """

    yes: Flags
    no: Flags


def answers(frame: pl.DataFrame, split: Split, missing: Mapping[str, frozenset[str]]) -> Answers:
    """The answers of a table of texts.

    Args:
        frame: The table.
        split: The question.
        missing: Column → texts that, like blank, say nothing about a person.
    """
    column = _text(split.column)
    yes = column.is_in(split.yes)
    if split.member:
        yes = column.str.split(split.member).list.contains(split.yes[0])
    if split.no:
        no = column.is_in(split.no)
    else:
        asked = pl.any_horizontal(
            ~_text(name).is_in([*missing.get(name, ()), ""]) for name in split.asked
        )
        no = asked & ~yes
    found = frame.select(yes=yes, no=no)
    return Answers(found["yes"].to_numpy(), found["no"].to_numpy())


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String).fill_null("")
