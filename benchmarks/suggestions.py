"""Whether suggestions for a partner's file are right: ``python -m benchmarks suggestions``.

Headers, answers and names of countries with what they mean, in five languages. Half of our own
pairs were kept aside before anything was tuned, and only they are reported; what others wrote is
reported apart. The files in ``suggestion_sets/`` say where each set comes from. Our own pairs and
the lexicon have one author, so their figures flatter; those of others flatter less.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from benchmarks.page import save
from benchmarks.suggestion_pairs import (
    Pair,
    codebook,
    column_pairs,
    country_pairs,
    value_pairs,
)
from lanterne.harmonise.column_answers import ColumnAnswers
from lanterne.harmonise.countries import country_code
from lanterne.harmonise.source_columns import Choice, SourceColumn
from lanterne.harmonise.suggest_columns import suggest_columns
from lanterne.harmonise.suggest_values import suggest_values

Judge = Callable[[Sequence[Pair]], Counter[str]]
"""Pairs of one language → how many are judged how, and their number under ``pairs``."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of pairs that were kept aside, and save them when asked."""
    parser = argparse.ArgumentParser("python -m benchmarks suggestions", description=__doc__)
    parser.add_argument("--tuning", action="store_true", help="the half that was tuned on instead")
    parser.add_argument("--misses", action="store_true", help="also what was not right")
    parser.add_argument("--save", action="store_true", help="write it to benchmarks/results")
    options = parser.parse_args(arguments)
    aside = not options.tuning
    lines = ["# Suggestions for files of partners", "", f"{time.strftime('%Y-%m-%d')}."]
    for title, pairs, judge, judged in TABLES:
        kept = [pair for pair in pairs() if pair.held_out == aside]
        lines += ["", f"## {title}", "", *_table(kept, judge, judged)]
        if options.misses:
            lines += ["", *_misses(kept, judge, judged[0])]
    page = "\n".join(lines) + "\n"
    print(page)
    if options.save:
        save(page, "suggestions")


def columns_judged(pairs: Sequence[Pair]) -> Counter[str]:
    """Of headers: whether the right column is the first, or among the first three, or sure."""
    found = Counter({"pairs": len(pairs)})
    for pair in pairs:
        (one,) = suggest_columns([SourceColumn(pair.text)], codebook(pair.codebook))
        names = [target.name for target in one.targets]
        found["first"] += names[:1] == [pair.column]
        found["among three"] += pair.column in names
        if one.sure:
            found["sure"] += 1
            found["sure and wrong"] += one.sure != pair.column
    return found


def values_judged(pairs: Sequence[Pair]) -> Counter[str]:
    """Of answers: whether what is suggested is right, wrong, or nothing where there is an answer.

    Nothing is right where nothing may be suggested.
    """
    found = Counter({"pairs": len(pairs)})
    for pair in pairs:
        columns = {column.name: column for column in codebook(pair.codebook).table.columns}
        (one,) = suggest_values(ColumnAnswers(columns[pair.column]), [Choice(pair.text)])
        got = f"missing:{one.missing.value}" if one.missing else one.becomes
        found[_judged(got, pair.answer)] += 1
    return found


def countries_judged(pairs: Sequence[Pair]) -> Counter[str]:
    """The same of names of countries."""
    found = Counter({"pairs": len(pairs)})
    for pair in pairs:
        found[_judged(country_code(pair.text) or "", pair.answer)] += 1
    return found


def _judged(got: str, right: str) -> str:
    if got == right:
        return "right"
    return "wrong" if got else "nothing"


TABLES: tuple[tuple[str, Callable[[], Iterable[Pair]], Judge, tuple[str, ...]], ...] = (
    (
        "Columns",
        column_pairs,
        columns_judged,
        ("among three", "first", "sure", "sure and wrong"),
    ),
    ("Answers", value_pairs, values_judged, ("right", "wrong", "nothing")),
    ("Countries", country_pairs, countries_judged, ("right", "wrong", "nothing")),
)


def _table(pairs: Sequence[Pair], judge: Judge, judged: Sequence[str]) -> Iterable[str]:
    """A line for each language and each kind of author, and one for all."""
    yield f"| language | written by | pairs | {' | '.join(judged)} |"
    yield f"|---|---|--:|{'--:|' * len(judged)}"
    kinds = dict.fromkeys((pair.language, _author(pair)) for pair in pairs)
    for language, author in sorted(kinds):
        some = [pair for pair in pairs if (pair.language, _author(pair)) == (language, author)]
        yield _line(language, author, judge(some), judged)
    yield _line("all", "all", judge(pairs), judged)


def _author(pair: Pair) -> str:
    if pair.source == "CLDR":
        return pair.source
    return "us" if pair.source.startswith("own") else "others"


def _line(language: str, author: str, found: Counter[str], judged: Sequence[str]) -> str:
    shares = (_share(found, name) for name in judged)
    return f"| {language} | {author} | {found['pairs']} | {' | '.join(shares)} |"


def _share(found: Counter[str], name: str) -> str:
    """A count for what is rare, a share for what is not."""
    if name.startswith("sure"):
        return str(found[name])
    return f"{found[name] / found['pairs']:.3f}" if found["pairs"] else "-"


def _misses(pairs: Sequence[Pair], judge: Judge, right: str) -> Iterable[str]:
    for pair in pairs:
        if not judge([pair])[right]:
            yield f"- {pair.language} {pair.column}: `{pair.text}` → {pair.answer or pair.column}"


if __name__ == "__main__":
    main()
