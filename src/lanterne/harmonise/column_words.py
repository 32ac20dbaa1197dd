"""How near a header is to the columns of a codebook, by what both speak of.

Ideas and words are weighed by how few columns of the codebook share them (inverse document
frequency), and compared by the cosine of the angle between them (Salton and Buckley 1988).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log, sqrt

from lanterne.codebook.model import Column, Group
from lanterne.harmonise.lexicon import Spoken, label_spoken, spoken

KNOWN_WORD = 0.35
"""Weight of a word whose idea is known: the word itself adds little."""

BESIDE = 0.2
"""Weight of what definitions and answers say, beside the name and the labels."""

OF_TYPE = 0.7
"""Weight of what forms ask where a codebook has a column of a type."""

Feature = tuple[str, str]
"""What kind it is, an idea or a word, and which."""


@dataclass(frozen=True)
class Nearness:
    """How near a heading is to a column.

    Attributes:
        score: From 0 to 1.
        same_words: Whether it is in the very words of its name or of a label, in their language.
        ideas: What both speak of, most telling first.
        approved: Whether people approved the heading for the column in another file.
    """

    score: float
    same_words: bool
    ideas: tuple[str, ...]
    approved: bool = False


@dataclass(frozen=True)
class ColumnWords:
    """What the columns of a codebook speak of.

    Attributes:
        columns: The columns.
        groups: The groups of the codebook: a heading may name the group beside the column.
    """

    columns: Sequence[Column]
    groups: Sequence[Group] = ()

    def nearness(self, headings: Iterable[str]) -> tuple[Nearness, ...]:
        """How near the best of several headings is to each column."""
        said = [spoken(heading) for heading in headings]
        return tuple(
            max((self._of(one, place) for one in said), key=_order)
            for place in range(len(self.columns))
        )

    def _of(self, said: Spoken, place: int) -> Nearness:
        asked = self._weighed(_features(said))
        best = max((_cosine(asked, text) for text in self._weights[place]), default=0.0)
        same = any(said.says_the_same(text) for text, _ in self._texts[place])
        beside = _share(asked, self._beside[place])
        shared = set(asked) & {key for text in self._weights[place] for key in text}
        telling = sorted(shared, key=lambda key: (-self._rarity(key), key))
        ideas = tuple(name for kind, name in telling if kind == "idea")
        return Nearness((best + BESIDE * beside) / (1 + BESIDE), same, ideas)

    @cached_property
    def _texts(self) -> tuple[tuple[tuple[Spoken, dict[Feature, float]], ...], ...]:
        """Of each column: what its name and its label in each language speak of."""
        groups = {group.name: group for group in self.groups}
        found = []
        for column in self.columns:
            texts = [column.name, *column.label.values()]
            group = groups.get(column.group or "")
            if group is not None:
                labels = [(column.label[tag], group.label.get(tag, "")) for tag in column.label]
                texts += [" ".join(both) for both in labels]
            said = (label_spoken(text) for text in dict.fromkeys(texts))
            found.append(tuple((one, {**_of_type(column), **_features(one)}) for one in said))
        return tuple(found)

    @cached_property
    def _weights(self) -> tuple[tuple[dict[Feature, float], ...], ...]:
        return tuple(tuple(self._weighed(one) for _, one in texts) for texts in self._texts)

    @cached_property
    def _beside(self) -> tuple[frozenset[Feature], ...]:
        """Of each column: what its definition and the labels of its answers speak of."""
        return tuple(
            frozenset(
                key
                for text in (*column.definition.values(), *_labels_of_answers(column))
                for key in _features(label_spoken(text))
            )
            for column in self.columns
        )

    @cached_property
    def _counts(self) -> Counter[Feature]:
        return Counter(key for texts in self._texts for key in {k for _, one in texts for k in one})

    @cached_property
    def _counts_beside(self) -> Counter[Feature]:
        return Counter(key for text in self._beside for key in text)

    def _rarity(self, key: Feature) -> float:
        count = self._counts[key] or self._counts_beside[key] or 1
        return log(1 + len(self.columns) / count)

    def _weighed(self, features: Mapping[Feature, float]) -> dict[Feature, float]:
        return {key: weight * self._rarity(key) for key, weight in features.items()}


def _order(near: Nearness) -> tuple[float, bool]:
    return near.score, near.same_words


def _features(said: Spoken) -> dict[Feature, float]:
    ideas = {("idea", name): 1.0 for name in said.ideas}
    words = {("word", word): 1.0 if word in said.unknown else KNOWN_WORD for word in said.words}
    return {**ideas, **words}


def _of_type(column: Column) -> dict[Feature, float]:
    """What forms ask where a codebook has a column of that type: years are read from dates."""
    ideas = {"date": column.traits.time, "country": column.traits.place}
    return {("idea", name): OF_TYPE for name, asked in ideas.items() if asked}


def _labels_of_answers(column: Column) -> Iterable[str]:
    """Labels of a short list of answers; a long one, such as countries, says nothing."""
    few = column.values if len(column.values) <= 30 and not column.traits.closed else ()
    return (text for value in few for text in value.label.values())


def _cosine(one: Mapping[Feature, float], other: Mapping[Feature, float]) -> float:
    shared = sum(weight * other[key] for key, weight in one.items() if key in other)
    return shared / (_length(one) * _length(other)) if shared else 0.0


def _length(weights: Mapping[Feature, float]) -> float:
    return sqrt(sum(weight * weight for weight in weights.values()))


def _share(weights: Mapping[Feature, float], known: frozenset[Feature]) -> float:
    """Which part of some weights is of what is known."""
    whole = sum(weight * weight for weight in weights.values())
    return sum(w * w for key, w in weights.items() if key in known) / whole if whole else 0.0
