"""The page that says how definitions were harmonised: question, rule and nearness by column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from lanterne.codebook.model import Codebook, Column
from lanterne.messages import page_in_languages
from lanterne.messages.store import part
from lanterne.release.texts import label, names, plain
from lanterne.release.wrapping import wrapped

if TYPE_CHECKING:  # what reads partners' files is not loaded with it
    from lanterne.harmonise.definitions import Definition, Definitions

FILE = "DEFINITIONS.md"
"""Where it lies in a release."""


def definitions_page(definitions: Definitions, codebook: Codebook) -> str:
    """The page, in every language; the notes stay in the language of whoever wrote them.

    Args:
        definitions: What the mapping says.
        codebook: Its codebook.
    """
    return page_in_languages(
        lambda tag: part("definitions", tag)["title"],
        lambda tag: wrapped(_text(definitions, codebook, tag)).rstrip(),
    )


def _text(definitions: Definitions, codebook: Codebook, language: str) -> str:
    said = part("definitions", language)
    gaps = {
        "codebook": f"`{codebook.name}`",
        "version": codebook.version,
        "mapping": _code(definitions.mapping, language),
        "mapping_version": _words(definitions.version),
        "digest": f"`{definitions.digest}`",
    }
    heads = (said[f"head.{key}"] for key in ("column", "asked", "rule", "near", "note"))
    head = [_line(heads), "|---|---|---|---|---|"]
    made = {one.target: one for one in definitions.columns}
    parts = []
    for table in codebook.tables:
        columns = [column for column in table.columns if column.name in made]
        lines = [_line(_cells(made[column.name], column, language)) for column in columns]
        title = [f"### {label(table.label, language)}"] if len(codebook.tables) > 1 else []
        parts += [*title, "\n".join([*head, *lines])] if lines else []
    before, behind = said["lead"].format(**gaps), said["which"].format(**gaps)
    return "\n\n".join([before, said["how-to-read"], *parts, behind])


def _cells(one: Definition, column: Column, language: str) -> Iterator[str]:
    said = part("definitions", language)
    yield f"{label(column.label, language)} (`{one.target}`)"
    yield ", ".join(_code(source, language) for source in one.sources) or "–"
    yield said[f"rule.{one.rule}"]
    yield said[f"near.{one.equivalence}"] if one.rule.reads else "–"
    yield _words(one.note) or "–"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _code(name: str, language: str) -> str:
    """A name of the partner as it stands, of which Markdown takes nothing for a mark."""
    return names([_words(name).replace("`", "'")], language)


def _words(text: str) -> str:
    """A text of the partner as one line, of which Markdown takes nothing for a cell or a tag."""
    return plain(" ".join(text.split()))
