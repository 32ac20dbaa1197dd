"""k-anonymous synthetic data: rows that say nothing that fewer than k real records share.

What is guaranteed, and verified exhaustively before anything is given back:

- For a ``length`` of 1 to 3: any so many answers in a row of the output are held together by at
  least k real records. So are answers to fewer columns. Longer combinations are not looked at: a
  row as a whole may describe nobody, or one person.
- For whole rows: all answers of a row, and so any of them, are held together by at least k real
  records.
- The number of rows is a multiple of ten or of k, whichever is larger.

What is done besides: rows are drawn by chance, and then changed until their one-, two- and
three-way counts are near to those of the cases, each rounded to a multiple of k. So no count of
the output was made to equal a real one; it can by chance.

What is not guaranteed. This is not differential privacy. Who knows k - 1 of the k people behind
an answer can learn of the last one that there is such a person. Where k people share an answer,
all may share another one too (homogeneity), and the output says so. Two outputs of overlapping
people can be compared, and their difference can show a single person. The drawing protects
nobody; its seed is kept secret all the same, because who knows it can repeat it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.anonymity.check import checked
from lanterne.anonymity.result import AnonymousTable, Checked, Guarantee, Method
from lanterne.anonymity.synthetic.bayesian_network import choose_network, dependent_triples
from lanterne.anonymity.synthetic.coding import CodedRecords, code_records
from lanterne.anonymity.synthetic.draw import draw_rows
from lanterne.anonymity.synthetic.refine import Goals, refine_rows
from lanterne.anonymity.synthetic.support import LONGEST, Support, find_support
from lanterne.anonymity.synthetic.whole import draw_whole_rows
from lanterne.anonymity.terms import Progress, is_whole, only_table, silent
from lanterne.anonymity.validity import valid_rows
from lanterne.cases.encode import decode
from lanterne.codebook.model import Codebook, Table
from lanterne.counting import count_tables
from lanterne.counting.marginals import Codes
from lanterne.errors import Refused, UsageError
from lanterne.messages import Message, Parameter, lines

ROUNDING = 10
"""The number of rows is a multiple of k, or of this where k is smaller."""

SWEEPS, VISITS, RECORD_WORDS = 4, 20_000_000, 6_000_000_000
"""Refinement: how often each row is looked at, at most; answers that are looked at; and, where
whole rows are promised, words of bit sets that may be read for them."""

TRIPLES, TRIPLE_CELLS = {True: 600, False: 200}, 20_000_000
"""Three-way tables that get goals of their own, of a narrow table and of a wide one; and their
cells."""

NARROW = 20
"""Columns up to which a table is narrow."""


def make_k_synthetic(
    rows: pl.DataFrame,
    codebook: Codebook,
    k: int,
    length: int | None,
    seed: int | None = None,
    progress: Progress = silent,
) -> Checked[AnonymousTable]:
    """Draw a synthetic table in which nothing is said that fewer than k records share.

    A cell that cannot be filled within the promise is blank. A column that must be answered is
    answered in every row; a row for which that is impossible is drawn anew.

    Args:
        rows: The cases: one row per person, the columns of the codebook's table, texts that fit
            the codebook, as :meth:`lanterne.cases.Cases.frame` gives them.
        codebook: What the columns mean; of one table.
        k: Fewest real records that hold what is written, at least 2 and at most the records.
        length: Longest combination of answers that is promised, 1 to 3; ``None``: whole rows.
        seed: Seed of the drawing, for tests; ``None``: from the operating system. Keep it as
            secret as the cases.
        progress: Told how far things are.

    Returns:
        The table, after the exhaustive check.

    Raises:
        UsageError: k or the length cannot be, the columns are not those of the codebook, or it
            has several tables.
        InputError: The rows do not keep the codebook; no value is shown.
        Refused: No row can keep the promise; or, by a fault of the software, one does not.
    """
    table_of_cases = only_table(codebook)
    _check_rows(rows, table_of_cases, k, length)
    rows = valid_rows(rows, table_of_cases, "the cases")
    rng = np.random.default_rng(seed)
    progress("count", 0.0)
    records = code_records(rows, table_of_cases, k)
    support = find_support(records, k, length)
    step = max(k, ROUNDING)
    number = max(int(_rounded(rows.height, step)), step)
    progress("sample", 0.0)
    if length is None:
        codes = draw_whole_rows(records, support, number, rng)
    else:
        codes = draw_rows(records, support, choose_network(support), number, rng)
    if codes is None:
        raise Refused("k-method.no-row")
    _refine(codes, records, support, length, progress)
    progress("check", 0.0)
    table = AnonymousTable(
        codebook=codebook,
        data=decode(records.domain.expand(codes), records.domain.encoding),
        guarantee=Guarantee(Method.K_ANONYMOUS_SYNTHETIC, k, length),
        settings={
            "technique": Method.K_ANONYMOUS_SYNTHETIC.value,
            "k": k,
            "length": "rows" if length is None else length,
            "rows_rounded_to": step,
            "counts_rounded_to": k,
        },
    )
    return checked(table, rows)


def check_terms(table: Table, k: int, length: int | None) -> None:
    """Refuse what no cases could be given, all of it at once, before any are read.

    Args:
        table: The codebook's table.
        k: Fewest real records.
        length: Longest combination, or ``None`` for whole rows.

    Raises:
        UsageError: With all that is wrong, a line each.
    """
    problems = list(_wrong_terms(k, length))
    if length is not None and len(table.names) < length <= LONGEST:
        gaps: dict[str, Parameter] = {"length": length, "count": len(table.names)}
        problems.append(Message("k-method.length-beyond-columns", gaps))
    if problems:
        raise UsageError(lines(problems))


def _wrong_terms(k: int, length: int | None) -> Iterator[Message]:
    if not is_whole(k, 2):
        yield Message("k-method.k-too-small", {"got": repr(k)})
    if length is not None and not (is_whole(length, 1) and length <= LONGEST):
        yield Message("k-method.length-not-possible", {"most": LONGEST, "got": repr(length)})


def _check_rows(rows: pl.DataFrame, table: Table, k: int, length: int | None) -> None:
    """Refuse what cannot be, all of it at once; never says how many records there are."""
    problems = list(_wrong_terms(k, length))
    if is_whole(k, 2) and k > rows.height:
        problems.append(Message("k-method.fewer-records", {"k": k}))
    absent = [name for name in table.names if name not in rows.columns]
    if absent:
        problems.append(Message("k-method.cases-lack", {"columns": tuple(absent)}))
    extra = [name for name in rows.columns if name not in table.names]
    if extra:
        problems.append(Message("k-method.cases-have", {"columns": tuple(extra)}))
    if problems:
        raise UsageError(lines(problems))


def _rounded(counts: npt.ArrayLike, step: int) -> npt.NDArray[np.float64]:
    """Counts to the nearest multiple of a step, halves up."""
    return np.floor(np.asarray(counts, np.float64) / step + 0.5) * step


def _refine(
    codes: Codes, records: CodedRecords, support: Support, length: int | None, progress: Progress
) -> None:
    """Bring the counts of the rows near to the rounded counts of the records, in place."""
    layout, allowed = records.domain.layout, support.allowed
    tables = TRIPLES[layout.width <= NARROW]
    triples = dependent_triples(support, layout.sizes, TRIPLE_CELLS, tables)
    counts = [support.counts, count_tables([records.codes], layout, triples)]
    pairs, triple_counts = (
        np.where((length == 1) | (exact >= allowed.k), _rounded(exact, allowed.k), 0.0)
        for exact in counts
    )
    visits = min(SWEEPS * len(codes), VISITS // layout.width)
    if length is None:
        visits = min(visits, RECORD_WORDS // (layout.width * allowed.holders.shape[1]))
    refine_rows(
        codes,
        Goals(pairs, triples, triple_counts),
        layout,
        allowed,
        visits,
        lambda share: progress("refine", share),
    )
