"""pac-synth, the synthesiser behind the public data sets of the CTDC."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

MEMORY_LIMIT = 1e9
BYTES_PER_COMBINATION = 90
ESCAPES = (("<semicolon>", ";"), ("<colon>", ":"))


def pac_synth(
    frame: pl.DataFrame,
    epsilon: float,
    delta: float,
    reporting_length: int,
    use_synthetic_counts: bool = False,
) -> pl.DataFrame:
    """Fit and sample pac-synth, with everything else at its default.

    Blank means absent there. A "0" would too, so columns that hold one are said to have
    sensitive zeros. The library writes ``;`` and ``:`` in another way, which is undone.
    """
    import pacsynth  # noqa: PLC0415  (only in the process of this method)

    texts = frame.fill_null("")
    raw = [texts.columns, *(list(row) for row in texts.iter_rows())]
    zeros = [column for column in texts.columns if (texts[column] == "0").any()]
    builder = pacsynth.DpAggregateSeededParametersBuilder()
    builder = builder.reporting_length(reporting_length).epsilon(epsilon).delta(delta)
    builder = builder.use_synthetic_counts(use_synthetic_counts)
    synthesizer = pacsynth.DpAggregateSeededSynthesizer(builder.build())
    synthesizer.fit(pacsynth.Dataset(raw, sensitive_zeros=zeros))
    header, *rows = synthesizer.sample()
    return _plain_texts(header, rows, frame.columns)


def longest_affordable(frame: pl.DataFrame) -> int:
    """Return 3 where combinations of three fit in a gigabyte of memory, and 2 elsewhere.

    pac-synth keeps about 90 bytes for each combination of three values of each row.
    """
    blank = [pl.col(name).fill_null("") == "" for name in frame.columns]
    filled = frame.select(len(blank) - pl.sum_horizontal(blank).cast(pl.Int64)).to_series()
    triples = (filled * (filled - 1) * (filled - 2) // 6).sum()
    return 3 if BYTES_PER_COMBINATION * triples <= MEMORY_LIMIT else 2


def _plain_texts(
    header: Sequence[str], rows: Sequence[Sequence[str]], columns: Sequence[str]
) -> pl.DataFrame:
    names = [_unescape(name) for name in header]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    for escape, plain in ESCAPES:
        frame = frame.with_columns(pl.all().str.replace_all(escape, plain, literal=True))
    absent = [pl.lit("").alias(name) for name in columns if name not in names]
    return frame.with_columns(absent).select(columns)


def _unescape(text: str) -> str:
    for escape, plain in ESCAPES:
        text = text.replace(escape, plain)
    return text
