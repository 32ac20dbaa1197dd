"""What the answers of one column of a codebook say, worked out once for all that is compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lanterne.codebook.model import Column
from lanterne.codebook.values import Value
from lanterne.harmonise.answer_texts import UNITS, answer_key
from lanterne.harmonise.answer_words import label_ideas, without_aside
from lanterne.harmonise.countries import in_list
from lanterne.harmonise.earlier_mappings import LearntAnswer
from lanterne.harmonise.lexicon import label_spoken
from lanterne.harmonise.spans import Span, span_of
from lanterne.harmonise.unambiguous import unambiguous

Ideas = tuple[tuple[str, frozenset[str]], ...]
"""Answers of the codebook, and what each speaks of."""


@dataclass(frozen=True)
class ColumnAnswers:
    """What the answers of a column say.

    Attributes:
        column: The column.
        learnt: Plain answer of a file → what people approved that it means in this column.
    """

    column: Column
    learnt: Mapping[str, LearntAnswer] = field(default_factory=dict)

    def are_those_of(self, other: ColumnAnswers) -> bool:
        """Whether whatever answers mean in one of two columns, they mean in the other."""
        mine = self.column.type, self.column.values, self.units
        theirs = other.column.type, other.column.values, other.units
        return mine == theirs and self.learnt == other.learnt

    @cached_property
    def codes(self) -> frozenset[str]:
        """Its answers."""
        return frozenset(self.column.codes)

    @cached_property
    def labels(self) -> tuple[tuple[str, str], ...]:
        """Plain form of each code and label, and the answer that has it."""
        return tuple(
            (key, value.code)
            for value in self.column.values
            for key in dict.fromkeys(map(answer_key, _names(value)))
        )

    @cached_property
    def by_label(self) -> Mapping[str, str]:
        """Plain form of a code or label → the only answer that has it."""
        return unambiguous(self.labels)

    @cached_property
    def by_first_letter(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """First letter → the labels that begin with it, and their answers."""
        found: dict[str, list[tuple[str, str]]] = {}
        for key, code in self.labels:
            found.setdefault(key[:1], []).append((key, code))
        return found

    @cached_property
    def ideas(self) -> Ideas:
        """What the labels of each answer speak of."""
        return tuple((value.code, _ideas(_names(value))) for value in self.column.values)

    @cached_property
    def definitions(self) -> Ideas:
        """What the definition of each answer speaks of."""
        values = self.column.values
        return tuple((value.code, _ideas(value.definition.values())) for value in values)

    @cached_property
    def spans(self) -> tuple[tuple[Span, str], ...]:
        """Its bands of numbers, and the answer that is each."""
        found = []
        for value in self.column.values:
            spans = (span_of(without_aside(text)) for text in _names(value))
            span = next(filter(None, spans), None)
            if span is not None:
                found.append((span, value.code))
        return tuple(found)

    @cached_property
    def units(self) -> frozenset[str]:
        """In what numbers of the column are counted, as its name or else its texts say."""
        for texts in ((self.column.name, *self.column.label.values()), self._unit_texts()):
            found = frozenset().union(*(label_spoken(text).ideas for text in texts)) & UNITS
            if found:
                return found
        return frozenset()

    def _unit_texts(self) -> Iterator[str]:
        yield from self.column.definition.values()
        for value in self.column.values:
            yield from value.label.values()

    @cached_property
    def countries(self) -> Mapping[str, str]:
        """Country by two letters → the answer that is it, or its region."""
        return in_list(self.codes)


def _names(value: Value) -> tuple[str, ...]:
    return (value.code, *value.label.values())


def _ideas(texts: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*map(label_ideas, texts))
