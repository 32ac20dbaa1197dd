"""Names of columns that every form has of itself: a codebook with one of them has no form.

Its own column could not be told from the form's: what people refused would be read as an answer.
"""

from __future__ import annotations

from lanterne.cases.network.locations import identifiers_of
from lanterne.codebook.model import Codebook
from lanterne.codebook.spelling import plain
from lanterne.harmonise.form_names import CONSENT, MARK


def reserved_in(codebook: Codebook) -> str:
    """The column of a codebook that is named as a column of every form; empty: there is none."""
    names = [column.name for column in codebook.columns]
    for table in codebook.tables:
        names += [*identifiers_of(table), table.subject_id or ""]
    return next((name for name in names if plain(name) in {plain(MARK), plain(CONSENT)}), "")
