"""Whom classes of rows that agree tell of: homogeneity, as a share of all people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from lanterne.attacks import AttackResult, Verdict
from lanterne.attacks.chances import least_difference
from lanterne.counting.coding import as_texts
from lanterne.gate.examination import Told

_ANSWER = "\x1fanswer"


def told_by_attack(found: AttackResult | None, people: int) -> Told:
    """Of synthetic rows: by the homogeneity attack, where it surely beats chance.

    The lower end of the 95 % interval of the difference counts, times the share of people who are
    in a class that agrees; of the column with the most.

    Args:
        found: The attack; ``None``: it was not run.
        people: Number of people in the cases.
    """
    told = Told()
    if found is None or found.verdict not in (Verdict.BEATS_CHANCE, Verdict.BEATS_PROMISE):
        return told
    columns: Mapping[str, Mapping[str, float]] = found.detail.get("columns", {})
    for name, one in columns.items():
        many = int(one["people"])
        right, by_chance = round(one["rate"] * many), round(one["chance"] * many)
        share = least_difference(right, many, by_chance, many) * many / max(people, 1)
        if share > told.share:
            told = Told(share, name)
    return told


def told_by_rows(
    data: pl.DataFrame,
    known: Sequence[str],
    sensitive: Sequence[str],
    silent: Mapping[str, frozenset[str]],
) -> Told:
    """Of real rows: exactly, since every row is a person.

    Somebody is told of in a column when all rows that share the known columns give the same
    answer there, and it is not the most frequent one, which is guessed without any release.

    Args:
        data: The released rows.
        known: The quasi-identifiers.
        sensitive: Columns that somebody wants to know; empty: all others.
        silent: Column → texts that, like blank, say nothing.
    """
    told = Told()
    texts = as_texts(data)
    for name in sensitive or [name for name in data.columns if name not in known]:
        rows = texts.select(*known, pl.col(name).alias(_ANSWER))
        nothing = ["", *silent.get(name, frozenset())]
        says = rows.filter(~pl.col(_ANSWER).is_in(nothing))[_ANSWER]
        if says.is_empty():
            continue
        guess = says.value_counts().sort("count", _ANSWER, descending=True)[_ANSWER][0]
        classes = rows.group_by(known).agg(
            pl.col(_ANSWER).n_unique().alias("\x1fdifferent"),
            pl.col(_ANSWER).first(),
            pl.len().alias("\x1fsize"),
        )
        agreeing = classes.filter(
            (pl.col("\x1fdifferent") == 1)
            & (pl.col("\x1fsize") > 1)
            & ~pl.col(_ANSWER).is_in([*nothing, guess])
        )
        share = int(agreeing["\x1fsize"].sum()) / texts.height
        if share > told.share:
            told = Told(share, name)
    return told
