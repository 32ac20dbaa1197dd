"""Questions of several answers that a file has as one column for each answer: ``means/debt``.

KoboToolbox and ODK write them so, with 1 where the answer was given and 0 where it was not; often
beside a column ``means`` that holds all. A draft looks at the question, and then reads its columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lanterne.codebook.model import Column, Missing
from lanterne.codebook.spelling import plain
from lanterne.files.layout import GROUP
from lanterne.harmonise.mapping import MappedColumn, Rule
from lanterne.harmonise.source_columns import Choice, SourceColumn

_YES_AND_NO = (("1", "0"), ("1.0", "0.0"), ("True", "False"))
"""What programs write for a given and for a refused answer; people write other words."""


@dataclass(frozen=True)
class SplitQuestions:
    """The columns of a file with each split question as one column.

    Attributes:
        columns: The columns; a question stands where the first of its own stood.
        parts: Question → name of each answer → the column that says yes or no to it.
        says: Question → what stands in its columns → ``"1"`` or ``"0"``.
        beside: Columns of answers whose question stands in the file as well: nobody needs them.
    """

    columns: tuple[SourceColumn, ...]
    parts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    says: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    beside: tuple[str, ...] = ()

    def headers(self, name: str) -> tuple[str, ...]:
        """The columns of the file of a question, or the column itself."""
        return tuple(self.parts[name].values()) if name in self.parts else (name,)

    def read(self, column: MappedColumn, target: Column) -> MappedColumn:
        """How a column of the codebook is read where its question is split.

        Args:
            column: How it would be read of one column that holds all answers.
            target: The column of the codebook.
        """
        (question,) = column.sources if len(column.sources) == 1 else ("",)
        if question not in self.parts:
            return column
        parts, says = self.parts[question], self.says[question]
        means = _meanings(column, target, parts)
        one = replace(column, values=says, missing={}, separators=(), sources=())
        if target.traits.several and means:
            members = {parts[choice]: code for choice, code in means.items()}
            return replace(one, rule=Rule.SET_FROM_FLAGS, members=members)
        yes = tuple(parts[choice] for choice, code in means.items() if code == "1")
        if target.traits.flag and yes:  # what nobody ticked is not known to be absent
            return replace(
                one,
                rule=Rule.ANY_OF if len(yes) > 1 else Rule.RECODE,
                sources=yes,
                values={text: code for text, code in says.items() if code == "1"},
                missing={text: Missing.NOT_RECORDED for text, code in says.items() if code == "0"},
            )
        return MappedColumn(column.target, Rule.UNDETERMINED)


def _meanings(column: MappedColumn, target: Column, parts: Mapping[str, str]) -> dict[str, str]:
    """Answer of the question → answer of the codebook, of those that mean one."""
    spelt = {plain(code): code for code in target.codes} if column.rule is Rule.COPY else {}
    named = spelt | {plain(answer): code for answer, code in column.values.items()}
    return {choice: named[plain(choice)] for choice in parts if plain(choice) in named}


def split_questions(columns: Sequence[SourceColumn]) -> SplitQuestions:
    """Find the questions whose answers have a column each, two or more with nothing but 1 and 0.

    Args:
        columns: The columns of a file.
    """
    of_question: dict[str, list[SourceColumn]] = defaultdict(list)
    for column in columns:
        question, _, choice = column.name.rpartition(GROUP)
        if question and choice:
            of_question[question].append(column)
    names = {column.name for column in columns}
    found = {
        question: says
        for question, each in of_question.items()
        if len(each) > 1 and (says := _says(each))
    }
    beside = tuple(c.name for question in found if question in names for c in of_question[question])
    parts = {
        question: {
            column.name.rpartition(GROUP)[2]: column.name for column in of_question[question]
        }
        for question in found
        if question not in names
    }
    whole: dict[str, SourceColumn] = {}
    for column in columns:
        question = column.name.rpartition(GROUP)[0]
        if question in parts:
            whole.setdefault(question, _joined(question, of_question[question]))
        elif column.name not in beside:
            whole[column.name] = column
    return SplitQuestions(tuple(whole.values()), parts, found, beside)


def _says(columns: Sequence[SourceColumn]) -> dict[str, str]:
    """What stands for yes and for no in all of some columns; empty where anything else does."""
    met = {plain(text) for column in columns for text in column.answers if text}
    used = [pair for pair in _YES_AND_NO if met & set(map(plain, pair))]
    known = {plain(text) for pair in used for text in pair}
    if not met <= known:
        return {}
    return {text: code for pair in used for text, code in zip(pair, "10", strict=True)}


def _joined(question: str, columns: Sequence[SourceColumn]) -> SourceColumn:
    choices = (Choice(column.name.rpartition(GROUP)[2], column.labels) for column in columns)
    return SourceColumn(question, choices=tuple(choices), several=True)
