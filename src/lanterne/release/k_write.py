"""Write a release by a k-method: as other releases, but with its own promise and without counts.

Only a table whose guarantee was verified against the cases is taken, with the ledger's entry for
it, and nothing else is read. What was not checked cannot get in, by type and by check.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from lanterne.anonymity.result import AnonymousTable, Checked
from lanterne.anonymity.statement import KStatement
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError
from lanterne.release.contents import content_problems
from lanterne.release.definitions_page import FILE as DEFINITIONS
from lanterne.release.definitions_page import definitions_page
from lanterne.release.folder import new_folder
from lanterne.release.k_pages import guarantee_page, k_read_me
from lanterne.release.k_statement_check import FILE, guarantee_problems, kept_problems
from lanterne.release.layout import Layout, anonymous_layout
from lanterne.release.manifest import guarantee_summary, json_text, numbers
from lanterne.release.publishable import check_publishable
from lanterne.release.tables import arranged, coded_file
from lanterne.release.write import imprint_of, write_lists, write_pages, write_tables

if TYPE_CHECKING:  # what reads partners' files is not loaded with it
    from lanterne.harmonise.definitions import Definitions


def write_k_release(
    checked: Checked[AnonymousTable],
    statement: KStatement,
    out: Path,
    *,
    original: Codebook | None = None,
    created: datetime | None = None,
    publisher: str | None = None,
    licence: str | None = None,
    definitions: Definitions | None = None,
) -> Path:
    """Write a table by a k-method as a folder that anybody may have.

    The folder is made under a hidden name, synced and renamed: ``out`` is whole or does not
    exist. The same table, statement, moment, publisher and licence give the same bytes.

    Args:
        checked: What a k-method gave back, after the check.
        statement: What is promised, made from the ledger's entry
            (:func:`lanterne.anonymity.k_statement`).
        out: The folder to make; must not exist.
        original: Of generalised rows, the codebook of the cases, with its hierarchies.
        created: Moment of making, with a time zone; now when ``None``.
        publisher: Organisation that publishes the release.
        licence: SPDX identifier of the licence of the data.
        definitions: What the mapping of a partner's file says of the columns; ``None``: there was
            none.

    Returns:
        ``out``.

    Raises:
        TypeError: ``checked`` is not what the check gave back.
        ValueError: The statement is about another table, or the codebook does not follow from the
            original one.
        UsageError: ``out`` exists or cannot be made, or an argument is wrong.
        InputError: The table breaks its own codebook, or what is promised of it; nothing is
            written.
        LanterneError: The disk is full or failed; nothing is left behind.
    """
    if not isinstance(checked, Checked) or not isinstance(checked.value, AnonymousTable):
        raise TypeError("write_k_release must be given Checked[AnonymousTable]")
    table, out = checked.value, Path(out)
    if statement.guarantee != table.guarantee:
        raise ValueError("the statement is about another table")
    imprint = imprint_of(created, publisher, licence)
    unsafe = check_publishable(table.codebook)
    if unsafe:
        raise InputError(unsafe)
    layout = anonymous_layout(table.codebook, table.guarantee, original)
    (file,) = layout.data
    frame = coded_file(table.data.lazy(), file, {})
    _require_sound(layout, frame, statement)
    rows = {file.name: arranged(frame, file)}
    values = statement.to_dict()
    said = {
        **numbers(layout, {file.name: (frame.height,)}, {}),
        "guarantee": guarantee_summary(values),
        "settings": dict(table.settings),
    }
    pages = {
        FILE: json_text(values),
        "GUARANTEE.md": guarantee_page(statement),
        "README.md": k_read_me(layout, statement, frame.height, imprint, definitions),
    }
    if definitions is not None:
        pages[DEFINITIONS] = definitions_page(definitions, original or table.codebook)
    with new_folder(out) as folder:
        write_tables(layout, rows, {}, folder)
        write_pages(layout, pages, folder)
        write_lists(layout, imprint, said, folder)
    return out


def _require_sound(layout: Layout, frame: pl.DataFrame, statement: KStatement) -> None:
    """Raise InputError unless the rows keep the codebook and what can be seen of the promise."""
    (file,) = layout.data
    problems = [
        *guarantee_problems(statement.to_dict()),
        *content_problems(layout, {file.name: frame}, {}),
        *kept_problems(frame, layout.codebook.table, statement, file.path("csv")),
    ]
    if problems:
        raise InputError(problems)
