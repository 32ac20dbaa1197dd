"""Between answers and the codes of model columns, both ways and without loss."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.cases.records import ROW
from lanterne.cases.vocabulary import Vocabulary
from lanterne.codebook.encoding import Encoding, ModelColumn, NumberColumn
from lanterne.codebook.model import Codebook, Table
from lanterne.files.problem_log import Findings

Codes = npt.NDArray[np.uint16]

IMPOSSIBLE = -1
"""Written by :func:`to_codes` where a model column has no code for what was answered."""


def vocabularies_of(table: Table) -> dict[str, Vocabulary]:
    """Name of each column of a table → its vocabulary."""
    return {column.name: Vocabulary(column) for column in table.columns}


def encode_frame(frame: pl.DataFrame, codebook: Codebook | Table, encoding: Encoding) -> Codes:
    """Codes of valid texts, one row per person.

    Args:
        frame: The texts; a String column for each of the table, others are not looked at.
        codebook: The codebook, or its table.
        encoding: The encoding of the table.

    Returns:
        Array of shape (rows, ``encoding.width``) in C order: the model columns, and behind them
        the exact numbers of columns of numbers, each as one more than its cell.

    Raises:
        ValueError: A text is not in the codebook, or no record may hold what a row holds.
    """
    codes = _codes_of(frame, codebook, encoding)
    if (codes == IMPOSSIBLE).any():
        raise ValueError("frame must hold only what the encoding has a code for")
    return codes.astype(np.uint16)


def encode_joined(frame: pl.DataFrame, codebook: Codebook | Table, encoding: Encoding) -> Codes:
    """As :func:`encode_frame`, for records joined of parts of which each is allowed.

    Where no record may hold together what the parts hold, the first code stands, as a rule "not
    recorded": which parts are there may depend on a key that is drawn, and nothing may fail then.
    Each row is encoded from itself alone.
    """
    codes = _codes_of(frame, codebook, encoding)
    return np.where(codes == IMPOSSIBLE, 0, codes).astype(np.uint16)


def _codes_of(
    frame: pl.DataFrame, codebook: Codebook | Table, encoding: Encoding
) -> npt.NDArray[np.int32]:
    table = codebook.table if isinstance(codebook, Codebook) else codebook
    vocabularies = vocabularies_of(table)
    rows = np.arange(2, frame.height + 2, dtype=np.int64)
    findings = Findings("")
    answers = pl.DataFrame(
        [
            each.read(frame[name].cast(pl.String).fill_null(""), rows, findings)
            for name, each in vocabularies.items()
        ]
    )
    if findings:
        raise ValueError("; ".join(str(problem) for problem in findings.problems))
    return to_codes(answers, vocabularies, encoding)


def to_codes(
    answers: pl.DataFrame, vocabularies: Mapping[str, Vocabulary], encoding: Encoding
) -> npt.NDArray[np.int32]:
    """Codes of answers, shape (rows, ``encoding.width``), ``IMPOSSIBLE`` where there is none."""
    codes = np.empty((answers.height, encoding.width), np.int32)
    members = _member_columns(encoding)
    for position, column in enumerate(encoding.columns):
        series = [answers[name] for name in column.sources]
        books = [vocabularies[name] for name in column.sources]
        if column.sources[0] in members:
            codes[:, position] = _member(series[0], books[0], column)
        elif len(series) == 1:
            codes[:, position] = _single(series[0], books[0], column)
        else:
            codes[:, position] = _composite(series, books, column)
    for position, number in enumerate(encoding.numbers, start=len(encoding.columns)):
        codes[:, position] = vocabularies[number.name].cells(answers[number.name])
    return codes


def find_impossible(
    codes: npt.NDArray[np.int32], answers: pl.DataFrame, findings: Findings
) -> None:
    """Nothing is left that has no code: a second look, after the rules."""
    bad = (codes == IMPOSSIBLE).any(axis=1)
    findings.add("impossible", rows=answers[ROW].to_numpy()[bad])


def _member_columns(encoding: Encoding) -> set[str]:
    """Names of the sets that are modelled by one column per member."""
    alone = [column.sources[0] for column in encoding.columns if len(column.sources) == 1]
    return {name for name in alone if alone.count(name) > 1}


def _member(
    answers: pl.Series, vocabulary: Vocabulary, column: ModelColumn
) -> npt.NDArray[np.int32]:
    (member,) = column.cells[1]
    different = answers.unique().to_list()
    having = [text for text in different if member in vocabulary.members(text)]
    return answers.is_in(having).cast(pl.Int32).to_numpy()


def _single(
    answers: pl.Series, vocabulary: Vocabulary, column: ModelColumn
) -> npt.NDArray[np.int32]:
    code = {text: i for i, (text,) in enumerate(column.cells)}
    if not vocabulary.is_set:
        return np.take(_lookup(vocabulary.listed, code), vocabulary.listed_codes(answers))
    different = answers.unique().to_list()
    numbers = _lookup(different, code).tolist()
    return answers.replace_strict(different, numbers, return_dtype=pl.Int32).to_numpy()


def _lookup(texts: Iterable[str], code: Mapping[str, int]) -> npt.NDArray[np.int32]:
    return np.array([code.get(text, IMPOSSIBLE) for text in texts], np.int32)


def _composite(
    answers: list[pl.Series], vocabularies: list[Vocabulary], column: ModelColumn
) -> npt.NDArray[np.int32]:
    """Numbers the combinations of answers in mixed radix and looks them up among the codes."""
    key = np.zeros(len(answers[0]), np.int64)
    wanted = np.zeros(column.size, np.int64)
    for place, (series, vocabulary) in enumerate(zip(answers, vocabularies, strict=True)):
        number = {text: i for i, text in enumerate(vocabulary.listed)}
        key = key * len(number) + vocabulary.listed_codes(series)
        part = _lookup((cell[place] for cell in column.cells), number)
        known = (wanted >= 0) & (part >= 0)
        wanted = np.where(known, wanted * len(number) + part, IMPOSSIBLE)
    order = np.argsort(wanted)
    found = np.minimum(np.searchsorted(wanted[order], key), column.size - 1)
    return np.where(wanted[order][found] == key, order[found], IMPOSSIBLE).astype(np.int32)


def decode(
    codes: Codes, encoding: Encoding, separators: Mapping[str, str] | None = None
) -> pl.DataFrame:
    """The texts that codes stand for, in the order of the header; blank is the empty text.

    Args:
        codes: Array of shape (rows, model columns), which gives numbers as their bins; or of shape
            (rows, ``encoding.width``), with the numbers themselves behind the model columns.
        encoding: The encoding of the table.
        separators: Text between the members of sets that have one model column per member, by
            column; ``;`` for those that are not named.

    Raises:
        ValueError: The shape or a code does not fit the encoding.
    """
    widths = len(encoding.columns), encoding.width
    if codes.ndim != 2 or codes.shape[1] not in widths:
        raise ValueError(f"codes must have as many columns as one of {widths}, not {codes.shape}")
    members = _member_columns(encoding)
    parts: dict[str, list[tuple[str, pl.Series]]] = {name: [] for name in encoding.header}
    for position, column in enumerate(encoding.columns):
        index = codes[:, position]
        if len(index) and int(index.max()) >= column.size:
            raise ValueError(f"codes of {column.name} must be below {column.size}")
        for place, name in enumerate(column.sources):
            texts = pl.Series(name, [cell[place] for cell in column.cells], pl.String)
            cells = texts.gather(pl.Series(index.astype(np.uint32)))
            parts[name].append((column.cells[-1][place], cells))
    separators = separators or {}
    frame = pl.DataFrame(
        [
            _united(name, parts[name], separators.get(name, ";"))
            if name in members
            else parts[name][0][1]
            for name in encoding.header
        ]
    )
    if codes.shape[1] == len(encoding.columns):
        return frame
    return frame.with_columns(
        _with_numbers(frame[number.name], codes[:, position], number)
        for position, number in enumerate(encoding.numbers, start=len(encoding.columns))
    )


def _with_numbers(
    bins: pl.Series, cells: npt.NDArray[np.integer], number: NumberColumn
) -> pl.Series:
    """The numbers instead of their bins; what says why there is none stays."""
    given = np.flatnonzero(cells)
    texts = pl.Series(number.numbers.texts, dtype=pl.String).gather(
        cells[given].astype(np.uint32) - 1
    )
    return bins.scatter(given, texts)


def _united(name: str, members: list[tuple[str, pl.Series]], separator: str) -> pl.Series:
    """The members of each row in alphabetical order."""
    frame = pl.DataFrame([cells.alias(member) for member, cells in members])
    said = [pl.when(pl.col(member) != "").then(pl.col(member)) for member in sorted(frame.columns)]
    return frame.select(
        pl.concat_str(said, separator=separator, ignore_nulls=True).alias(name)
    ).to_series()
