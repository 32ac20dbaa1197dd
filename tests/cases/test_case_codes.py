"""Texts to codes and back, without loss."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import polars as pl
import pytest
from example_cases import (
    AGE,
    CODEBOOK,
    COUNTRY,
    GENDER,
    LABEL,
    SECTOR,
    TABLE,
    codebook_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.cases import decode, encode_frame
from lanterne.codebook.encode import encode_table
from lanterne.codebook.encoding import Encoding, ModelColumn
from lanterne.codebook.model import ColumnType, Table

FREE = Table("victims", LABEL, TABLE.columns, dependencies=TABLE.dependencies)
"""The example without rules, so that any combination but a dependency may be."""

ENCODING = encode_table(FREE)


def texts(name: str) -> list[str]:
    """The texts that decoding may give for a column that stands alone, worked out afresh."""
    chosen = TABLE.column(name)
    kinds = {"gender": ["", "refused", "not asked"], "control": ["", "unknown", "refused"]}
    if chosen.type is not ColumnType.SET:
        return [*kinds.get(name, [""]), *chosen.codes]
    subsets = product([False, True], repeat=len(chosen.codes))
    members = [
        sorted(code for code, there in zip(chosen.codes, subset, strict=True) if there)
        for subset in subsets
    ]
    return [*kinds.get(name, [""]), *(";".join(each) for each in members if each)]


PAIRS = [("", ""), ("", "Minor"), ("", "Adult")] + [
    (age, "Adult" if age == "18--29" else "Minor") for age in AGE.codes
]

RECORDS = st.fixed_dictionaries(
    {
        name: st.sampled_from(texts(name))
        for name in TABLE.names
        if name not in {"ageBand", "majority"}
    }
    | {"pair": st.sampled_from(PAIRS)}
).map(lambda record: record | dict(zip(("ageBand", "majority"), record["pair"], strict=True)))


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORDS, min_size=1, max_size=20))
def test_texts_come_back(records: list[dict[str, str]]) -> None:
    frame = pl.DataFrame(records).select(TABLE.names)
    codes = encode_frame(frame, FREE, ENCODING)
    assert codes.dtype == np.uint16
    assert codes.flags.c_contiguous
    assert decode(codes, ENCODING).equals(frame)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_codes_come_back(data: st.DataObject) -> None:
    row = [
        data.draw(st.sampled_from([code for code in range(each.size) if each.possible[code]]))
        for each in ENCODING.columns
    ]
    codes = np.array([row], np.uint16)
    assert (encode_frame(decode(codes, ENCODING), FREE, ENCODING) == codes).all()


def test_codes_agree_with_a_search_through_the_cells() -> None:
    """The fast lookups against the definition: the code whose cell has these texts."""
    for each in ENCODING.columns:
        for code, cell in enumerate(each.cells):
            if not each.possible[code]:
                continue
            record = dict.fromkeys(TABLE.names, "") | dict(zip(each.sources, cell, strict=True))
            codes = encode_frame(pl.DataFrame([record]), FREE, ENCODING)
            place = ENCODING.columns.index(each)
            assert codes[0, place] == code


def test_what_encoding_must_refuse() -> None:
    blank = dict.fromkeys(TABLE.names, "")
    for bad in [
        {"gender": "x"}, {"control": "x"}, {"control": "debt;debt"}, {"gender": "*"},
        {"ageBand": "0--8", "majority": "Adult"}, {"ageBand": "0--8", "majority": ""},
    ]:  # fmt: skip
        with pytest.raises(ValueError, match=r"row 2|must hold only"):
            encode_frame(pl.DataFrame([blank | bad]), FREE, ENCODING)


def test_nulls_are_blank_and_other_columns_are_not_looked_at() -> None:
    frame = pl.DataFrame([dict.fromkeys(TABLE.names, None) | {"name": "x"}])
    assert not encode_frame(frame, CODEBOOK, ENCODING).any()


def test_no_rows() -> None:
    frame = pl.DataFrame(schema=dict.fromkeys(TABLE.names, pl.String))
    codes = encode_frame(frame, FREE, ENCODING)
    assert codes.shape == (0, len(ENCODING.columns))
    assert decode(codes, ENCODING).equals(frame)


def test_decoding_checks_shape_and_range() -> None:
    with pytest.raises(ValueError, match="as many columns"):
        decode(np.zeros((2, 1), np.uint16), ENCODING)
    with pytest.raises(ValueError, match="must be below"):
        decode(np.full((1, len(ENCODING.columns)), 999, np.uint16), ENCODING)


def test_a_composite_written_by_hand() -> None:
    """Codes in an order of their own, and not every combination."""
    cells = (("", ""), ("Male", "KH"), ("refused", ""), ("Female", "NA"), ("Male", "NA"))
    pair = ModelColumn("pair", ("gender", "country"), cells, (True,) * 5, (True,) * 5)
    encoding = Encoding("victims", ("country", "gender"), (pair,), ())
    codebook = codebook_of(GENDER, COUNTRY)
    frame = pl.DataFrame({"country": [c for _, c in cells], "gender": [g for g, _ in cells]})
    assert encode_frame(frame, codebook, encoding).ravel().tolist() == [0, 1, 2, 3, 4]
    assert decode(np.arange(5, dtype=np.uint16)[:, None], encoding).equals(frame)
    with pytest.raises(ValueError, match="must hold only"):
        encode_frame(pl.DataFrame({"gender": ["Female"], "country": ["KH"]}), codebook, encoding)


def test_the_separator_of_a_large_set() -> None:
    sector = replace(SECTOR, separator=" + ")
    codebook = codebook_of(sector, COUNTRY)
    encoding = encode_table(codebook.table)
    frame = pl.DataFrame({"sector": ["build + farm", "", "mine"], "country": ["", "NA", "KH"]})
    codes = encode_frame(frame, codebook, encoding)
    assert decode(codes, encoding, {"sector": " + "}).equals(frame)
