"""Ids of people: one spelling for each, and columns that look like one.

A person who stands under two spellings of one id would be counted as two people, and so be
protected less than is stated.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

import polars as pl

from lanterne.files.problem_log import Findings

_OTHER_THAN_ASCII = r"[^\x00-\x7f]"
_PADDED = r"^0\d|[.,]0*$"
_WHOLE_NUMBER = r"^0*(\d+?)(?:\.0*|,0{0,2})?$"


def one_spelling(ids: pl.Series) -> pl.Series:
    """The ids without what the eye does not see: blanks around them, case, width, marks.

    Compatibility forms (NFKC) become plain, format characters (Unicode ``Cf``, such as a byte
    order mark) go, and digits of all scripts are digits. Upper and then lower case is nearly a
    case folding: ``ß`` and ``SS`` are the same.

    Args:
        ids: Texts as they stand in the file, without nulls.
    """
    if ids.str.contains(_OTHER_THAN_ASCII).any():
        ids = ids.str.replace_all(r"\p{Cf}", "").str.normalize("NFKC").str.to_uppercase()
        ids = ids.to_frame("id").select(pl.col("id").str.replace_many(_digits()))["id"]
    ids = ids.str.to_lowercase()
    return ids.str.strip_chars()


@cache
def _digits() -> dict[str, str]:
    """Digit of any script but ASCII → the ASCII digit."""
    letters = map(chr, range(128, sys.maxunicode + 1))
    return {one: str(unicodedata.decimal(one)) for one in letters if one.isdecimal()}


def find_alike(
    ids: pl.Series, rows: pl.Series, findings: Findings, column: str | None = None
) -> None:
    """Ids such as 1, 01 and 1.0, which a spreadsheet makes of one: a person has to say.

    They are not joined, since they may be two people of two offices.

    Args:
        ids: Ids in one spelling.
        rows: Row of each in the file.
        findings: Receives the rows; no id.
        column: Column of the ids, where it is to be named.
    """
    if not ids.str.contains(_PADDED).any():  # as in most files: nothing can be alike
        return
    known = pl.DataFrame({"id": ids, "row": rows, "number": whole_numbers(ids)})
    known = known.drop_nulls("number")
    spellings = known.group_by("number", "id").agg(pl.col("row").min()).sort("row")
    alike = spellings.group_by("number", maintain_order=True).agg("row")["row"]
    for several in alike.filter(alike.list.len() > 1).to_list():
        findings.add(
            "ids-alike",
            {"rows": tuple(map(str, several[:5]))},
            rows=several[:1],
            column=column,
        )


def whole_numbers(ids: pl.Series) -> pl.Series:
    """The digits of ids that a spreadsheet may take for one whole number; null for all others.

    Args:
        ids: Ids in one spelling.
    """
    return ids.str.extract(_WHOLE_NUMBER, 1)


def seen_values(texts: pl.Series) -> pl.Series:
    """What :func:`looks_like_id` needs to know of a column: a hash of each value, blanks left out.

    Hashes, so that a long text costs no more than a number.
    """
    spelt = one_spelling(texts)
    return spelt.filter(spelt != "").hash()


def looks_like_id(values: pl.Series, rows: int) -> bool:
    """Whether a column may say which rows are one person: nearly unique, and not quite.

    Args:
        values: What :func:`seen_values` made of the column.
        rows: Rows of the file.
    """
    return rows / 2 < values.n_unique() < len(values)
