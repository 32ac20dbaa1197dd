"""What people read for columns and answers: the labels of the codebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lanterne.codebook.model import Column, Missing, in_language
from lanterne.report.texts import texts


class Labels:
    """Labels of columns and their answers in one language."""

    def __init__(self, columns: Iterable[Column], language: str) -> None:
        self._columns = {column.name: column for column in columns}
        self._language = language
        self._answers = {name: _answers(column, language) for name, column in self._columns.items()}

    def column(self, name: str) -> str:
        """Label of a column; its name when it has none."""
        return in_language(self._columns[name].label, self._language) or name

    def unique(self) -> dict[str, str]:
        """Name → label of every column; columns of the same label carry their name as well."""
        labels = {name: self.column(name) for name in self._columns}
        often = Counter(labels.values())
        return {n: f"{x} ({n})" if often[x] > 1 else x for n, x in labels.items()}

    def answer(self, column: str, text: str) -> str:
        """Label of an answer; of each member for a set; the text when it has none."""
        known = self._answers[column]
        if text in known or not self._columns[column].traits.several:
            return known.get(text, text)
        members = text.split(self._columns[column].separator)
        return " + ".join(known.get(member, member) for member in members)

    def place(self, column: str, text: str) -> tuple[int, str]:
        """Sort key of an answer where the order of answers matters: the codebook's order."""
        codes = self._columns[column].codes
        return (codes.index(text) if text in codes else len(codes), text)

    def is_flag(self, column: str) -> bool:
        """Whether a column says whether something is so."""
        return self._columns[column].traits.flag

    def ordered(self, column: str) -> bool:
        """Whether the answers of a column have an order of their own."""
        return self._columns[column].traits.ordered


def _answers(column: Column, language: str) -> dict[str, str]:
    """Text in the file → label, for the kinds of missingness and the values."""
    words = texts(language)
    labels = {
        text: words["blank" if kind is Missing.NOT_RECORDED else kind.value]
        for kind, found in column.missing.items()
        for text in found
    }
    labels[""] = labels.get("", words["blank"])
    for value in column.values:
        labels[value.code] = in_language(value.label, language) or value.code
    return labels
