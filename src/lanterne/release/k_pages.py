"""What people read in a release by a k-method: the README and the promise, in every language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lanterne.anonymity.result import Method
from lanterne.anonymity.statement import KStatement
from lanterne.messages import page_in_languages
from lanterne.messages.numbers import number
from lanterne.release.file_words import definition_lines, format_lines
from lanterne.release.imprint import Imprint
from lanterne.release.layout import Layout
from lanterne.release.pages import codebook_words, imprint_words, read_me_page
from lanterne.release.texts import text_template, words

if TYPE_CHECKING:  # what reads partners' files is not loaded with it
    from lanterne.harmonise.definitions import Definitions

_SENTENCES = ("kind", "made", "person", "small", "counts", "links", "verify")
"""Places of the README that each method fills with its own words."""

_LINES = ("original", "wider")
"""Lines that only wider answers need."""


def k_read_me(
    layout: Layout,
    statement: KStatement,
    rows: int,
    imprint: Imprint,
    definitions: Definitions | None,
) -> str:
    """What the release is, how to read it and what not to conclude.

    Args:
        layout: Its table.
        statement: What is promised.
        rows: How many rows there are.
        imprint: Who and when.
        definitions: Of a partner's file, what its mapping says; ``None``: there was none.
    """

    def text_in(language: str) -> str:
        lines = "\n".join([*definition_lines(definitions, language), format_lines(language)])
        return _read_me(layout, statement, rows, imprint, language, lines)

    return read_me_page(layout.codebook, text_in)


def _read_me(
    layout: Layout,
    statement: KStatement,
    rows: int,
    imprint: Imprint,
    language: str,
    lines: str,
) -> str:
    codebook, said = layout.codebook, statement.guarantee
    return text_template("K-README", language).substitute(
        _of_method(said.method, said.k, language),
        rows=words(language)[f"{said.method}.rows"].format(number=number(rows, language)),
        k=said.k,
        formats=lines,
        table=codebook.table.name,
        promise=statement.promise_in_words(language),
        **codebook_words(codebook, language),
        **imprint_words(imprint, language),
    )


def _of_method(method: Method, k: int, language: str) -> dict[str, str]:
    """The places of the README that depend on the method."""
    said = words(language)
    lines = {
        name: said[f"{method}.{name}"] + "\n" if method is Method.K_ANONYMISED else ""
        for name in _LINES
    }
    return lines | {name: said[f"{method}.{name}"].format(k=k) for name in _SENTENCES}


def guarantee_page(statement: KStatement) -> str:
    """What is promised and what is not."""
    return page_in_languages(lambda tag: words(tag)["guarantee.title"], statement.in_words)
