"""What is looked for first in a workbook, since it is found quickly, misses nothing."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from lanterne.files.lost_cells import _BEFORE, _IN_ODS, _IN_XLSX

PIECES = st.lists(
    st.sampled_from(
        (
            *("<", ":", "f", "mergeCell", "x", " ", "/", ">", "t", "=", '"', "'", "e", "\n"),
            *("formula", "-spanned", "value-type", "error", "<f>", "<x:f ", 't="e"', "office:"),
        )
    )
).map("".join)


@given(PIECES)
@example("<x:mergeCell ")
@example(" t = 'e'")
def test_no_cell_that_would_be_lost_is_overlooked(text):
    for pattern in (_IN_XLSX, _IN_ODS):
        if pattern.search(text.encode()):
            assert any(sign in text.encode() for sign in _BEFORE[pattern])
