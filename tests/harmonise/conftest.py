"""The file of a partner, with its mapping and codebook beside it."""

from __future__ import annotations

import pytest
from mappings import ALL, COLUMNS, ROWS, book, text_of, write

from lanterne.codebook import codebook_to_toml


@pytest.fixture
def files(tmp_path):
    """The file of a partner, and its mapping and codebook beside it."""
    (tmp_path / "few.toml").write_text(codebook_to_toml(book()), encoding="utf-8")
    used = {"Sexe", "Âge", "Pays"}
    rest = tuple(name for name in ALL if name not in used)
    (tmp_path / "mapping.toml").write_text(text_of(COLUMNS, leave_out=rest), encoding="utf-8")
    write(tmp_path, *ROWS, encoding="cp1252")
    return tmp_path
