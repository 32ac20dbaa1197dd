"""Classes of rows that are not what the guarantee of k-anonymised data says.

It counts in another way than what makes the data: it groups the texts that would be written. A
blank, of whatever origin, is a text like others.
"""

from __future__ import annotations

import polars as pl

from lanterne.anonymity.result import Guarantee
from lanterne.messages import Message, Parameter

_TOLERANCE = 1e-9


def find_faults(data: pl.DataFrame, guarantee: Guarantee) -> dict[Message, int]:
    """What is wrong → number of classes; nothing when the guarantee holds.

    What is wrong can be that:

    - fewer than k rows have the same texts in all quasi-identifiers;
    - fewer than ℓ different texts stand there in a sensitive column (distinct ℓ-diversity);
    - the texts of a sensitive column are more than t from those of all rows, in total variation,
      ½ Σ |p - q| (t-closeness with equal distances: Li, Li, Venkatasubramanian 2007, section 3.2);
    - the promise is about no column.

    Null is the blank.
    """
    names = list(guarantee.quasi_identifiers)
    if not data.height:
        return {}
    if not names:
        return {Message("k-method.class.no-quasi-identifier"): 1}
    if not guarantee.sensitive and (guarantee.diversity, guarantee.closeness) != (None, None):
        return {Message("k-method.class.no-sensitive"): 1}
    looked_at = dict.fromkeys([*names, *guarantee.sensitive])
    data = data.select(pl.col(*looked_at).cast(pl.String).fill_null(""))
    few_rows = Message("k-method.class.few-rows", {"k": guarantee.k})
    faults = {few_rows: _small(data, names, guarantee.k)}
    for column in guarantee.sensitive:
        if guarantee.diversity is not None:
            asked: dict[str, Parameter] = {"diversity": guarantee.diversity, "column": column}
            faults[Message("k-method.class.few-answers", asked)] = _uniform(
                data, names, column, guarantee.diversity
            )
        if guarantee.closeness is not None:
            near: dict[str, Parameter] = {"closeness": guarantee.closeness, "column": column}
            faults[Message("k-method.class.far", near)] = _far(
                data, names, column, guarantee.closeness
            )
    return {fault: number for fault, number in faults.items() if number}


def _small(data: pl.DataFrame, names: list[str], k: int) -> int:
    return data.group_by(names).len().filter(pl.col("len") < k).height


def _uniform(data: pl.DataFrame, names: list[str], column: str, diversity: int) -> int:
    answers = data.select(*names, pl.col(column).alias("\x1fanswer")).unique()
    return answers.group_by(names).len().filter(pl.col("len") < diversity).height


def _far(data: pl.DataFrame, names: list[str], column: str, closeness: float) -> int:
    answer, q, p, size = "\x1fanswer", "\x1fq", "\x1fp", "\x1fsize"
    rows = data.select(*names, pl.col(column).alias(answer))
    whole = rows.group_by(answer).agg((pl.len() / rows.height).alias(q))
    classes = rows.group_by(names).agg(pl.len().alias(size))
    every = classes.join(whole, how="cross")  # answers that a class lacks count too
    here = rows.group_by([*names, answer]).agg(pl.len().alias(p))
    both = every.join(here, on=[*names, answer], how="left").with_columns(pl.col(p).fill_null(0))
    gap = (pl.col(p) / pl.col(size) - pl.col(q)).abs()
    distance = both.group_by(names).agg((gap.sum() / 2).alias("\x1fdistance"))
    return distance.filter(pl.col("\x1fdistance") > closeness + _TOLERANCE).height
