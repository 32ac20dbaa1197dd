"""From the texts of a file to answers, column by column.

An *answer code* numbers what one column of the table may say: 0 not recorded, then the typed kinds
of missingness in the order of the codebook, then the values; of a column of numbers, then the
numbers, of which rules and counts see the bins. Several texts may mean the same kind of
missingness. A ``set`` has too many answers to number; its answers stay texts, with the members in
alphabetical order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.cases.numbers import OFF_STEP, OUTSIDE, UNREADABLE, read_numbers
from lanterne.codebook.model import Column, Condition, Missing
from lanterne.files.problem_log import Findings
from lanterne.messages import Message, Parameter

Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

NAMED = 12
"""Longest list of permitted answers that a hint spells out."""

_OF_NUMBERS = (UNREADABLE, OUTSIDE, OFF_STEP)

_OF_SETS = ("member-not-listed", "duplicate-member", "too-many-members", "suppressed-in-input")
"""What may be wrong with a set, in the order in which it is said."""


@dataclass(frozen=True)
class Vocabulary:
    """What the cells of one column may say.

    Attributes:
        column: The column of the codebook.
    """

    column: Column

    @property
    def is_set(self) -> bool:
        """Whether a cell holds several members."""
        return self.column.traits.several

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The texts written for not recorded, always blank, and for each typed kind, in order."""
        typed = [
            texts[0]
            for kind, texts in self.column.missing.items()
            if texts and kind not in {Missing.NOT_RECORDED, Missing.SUPPRESSED}
        ]
        return ("", *typed)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The text of each answer code; for a ``set`` the kinds of missingness only."""
        return self.missing if self.is_set else (*self.missing, *self.column.texts)

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """The same texts, as the codebook lists the answers: of numbers, the bins."""
        return self.missing if self.is_set else (*self.missing, *self.column.codes)

    def listed_codes(self, answers: pl.Series) -> npt.NDArray[np.integer]:
        """Positions in ``listed`` of answer codes: of a number, that of its bin."""
        if self.column.numbers is None:
            return answers.to_numpy()
        codes: Integers = answers.to_numpy().astype(np.int64)
        kinds = len(self.missing)
        bins = np.searchsorted(self.column.numbers.starts, codes - kinds, side="right") - 1
        return np.where(codes < kinds, codes, kinds + bins)

    def cells(self, answers: pl.Series) -> Integers:
        """Of a column of numbers: one more than the cell of each answer, 0 where none is given."""
        codes: Integers = answers.to_numpy().astype(np.int64)
        return np.maximum(codes - len(self.missing) + 1, 0)

    @cached_property
    def suppressed(self) -> frozenset[str]:
        """The texts that only protection may write."""
        return frozenset(self.column.missing.get(Missing.SUPPRESSED, ()))

    @cached_property
    def accepted(self) -> dict[str, int]:
        """Every text that a file may hold → answer code; blank is 0 unless the codebook differs."""
        codes = {"": 0}
        kinds = [kind for kind in self.column.missing if kind is not Missing.SUPPRESSED]
        typed = [kind for kind in kinds if kind is not Missing.NOT_RECORDED]
        for kind in kinds:
            position = 0 if kind is Missing.NOT_RECORDED else typed.index(kind) + 1
            codes |= dict.fromkeys(self.column.missing[kind], position)
        return codes | {text: len(self.missing) + i for i, text in enumerate(self._values)}

    @property
    def _values(self) -> tuple[str, ...]:
        return () if self.is_set else self.column.texts

    def read(self, cells: pl.Series, rows: npt.NDArray[np.int64], findings: Findings) -> pl.Series:
        """The answers of a batch: codes (UInt16), or texts of a ``set`` (String).

        Args:
            cells: The texts of the file, String without nulls.
            rows: Row of each cell in the file.
            findings: Receives every cell that is not an answer; such a cell becomes null.
        """
        return (self._read_sets if self.is_set else self._read_codes)(cells, rows, findings)

    def _read_codes(
        self, cells: pl.Series, rows: npt.NDArray[np.int64], findings: Findings
    ) -> pl.Series:
        words = pl.Enum(list(self.accepted))
        found = cells.cast(words, strict=False)
        if found.null_count():
            found = cells.str.strip_chars().cast(words, strict=False)
        table = np.array(list(self.accepted.values()), np.uint16)
        codes = table[found.to_physical().fill_null(0).to_numpy()]
        answers = pl.Series(cells.name, codes, pl.UInt16)
        if not found.null_count():
            return answers
        bad = found.is_null()
        if self.column.numbers is not None:
            spelt = self._read_spelt(cells.filter(bad), rows[bad.to_numpy()], findings)
            return answers.scatter(bad.arg_true(), spelt)
        self._report(cells.filter(bad).str.strip_chars(), rows[bad.to_numpy()], findings)
        return answers.set(bad, None)

    def _read_spelt(
        self, cells: pl.Series, rows: npt.NDArray[np.int64], findings: Findings
    ) -> pl.Series:
        """Numbers that are not written as the codebook writes them; null where there is none."""
        numbers = self.column.numbers
        assert numbers is not None
        cells = cells.str.strip_chars()
        different = cells.unique()
        found = dict(zip(different.to_list(), read_numbers(different, numbers), strict=True))
        found |= {text: "suppressed-in-input" for text in found if text in self.suppressed}
        ends: dict[str, Parameter] = {"first": numbers.texts[0], "last": numbers.texts[-1]}
        for code in (*_OF_NUMBERS, "suppressed-in-input"):
            wrong = [text for text, cell in found.items() if cell == code]
            gaps = {**ends, "step": f"{numbers.step.normalize():f}"} if code in _OF_NUMBERS else {}
            where = rows[cells.is_in(wrong).to_numpy()]
            findings.add(code, gaps, rows=where, column=self.column.name)
        answers = [
            len(self.missing) + cell if isinstance(cell, int) else None for cell in found.values()
        ]
        return cells.replace_strict(list(found), answers, return_dtype=pl.UInt16)

    def _report(self, cells: pl.Series, rows: npt.NDArray[np.int64], findings: Findings) -> None:
        written = cells.is_in(list(self.suppressed)).to_numpy()
        findings.add("suppressed-in-input", rows=rows[written], column=self.column.name)
        findings.add(
            "value-not-listed",
            advice=self._permitted(),
            rows=rows[~written],
            column=self.column.name,
        )

    def _permitted(self) -> Message:
        codes = self.column.codes
        if len(codes) > NAMED:
            return Message("permitted.many", {"count": len(codes)})
        code = "permitted.these" if self.column.required else "permitted.these-or-blank"
        return Message(code, {"codes": codes})

    def _read_sets(
        self, cells: pl.Series, rows: npt.NDArray[np.int64], findings: Findings
    ) -> pl.Series:
        different = cells.unique().to_list()
        parsed = [self._parse_set(text.strip()) for text in different]
        for code in _OF_SETS:
            wrong = [
                text for text, answer in zip(different, parsed, strict=True) if answer == (code,)
            ]
            if wrong:
                where = rows[cells.is_in(wrong).to_numpy()]
                self._say_of_set(code, where, findings)
        answers = [answer if isinstance(answer, str) else None for answer in parsed]
        return cells.replace_strict(different, answers, return_dtype=pl.String)

    def _parse_set(self, text: str) -> str | tuple[str]:
        """The text of the answer, or the name of the rule that it breaks in a tuple."""
        if text in self.accepted:
            return self.texts[self.accepted[text]]
        if text in self.suppressed:
            return ("suppressed-in-input",)
        members = [member.strip() for member in text.split(self.column.separator)]
        if not self._members.issuperset(members):
            return ("member-not-listed",)
        if len(set(members)) < len(members):
            return ("duplicate-member",)
        if self.column.at_most is not None and len(members) > self.column.at_most:
            return ("too-many-members",)
        return self.join(members)

    def _say_of_set(self, code: str, rows: npt.NDArray[np.int64], findings: Findings) -> None:
        gaps: dict[str, Parameter] = {}
        advice = None
        if code == "too-many-members" and self.column.at_most is not None:
            gaps = {"count": self.column.at_most}
        if code == "member-not-listed":
            permitted, separator = self._permitted(), self.column.separator
            advice = Message("permitted.members", {"permitted": permitted, "separator": separator})
        findings.add(code, gaps, advice=advice, rows=rows, column=self.column.name)

    @cached_property
    def _members(self) -> frozenset[str]:
        return frozenset(self.column.codes)

    def join(self, members: list[str]) -> str:
        """The text of a set: its members in alphabetical order."""
        return self.column.separator.join(sorted(members))

    def members(self, answer: str) -> frozenset[str]:
        """The members of a set's answer; none when it is missing."""
        parts = () if answer in self.missing else answer.split(self.column.separator)
        return frozenset(parts)

    def write(self, answers: pl.Series) -> pl.Series:
        """The answers as the codebook lists them: of a number its bin, of all else its text."""
        if self.is_set:
            return answers
        places = self.listed_codes(answers).astype(np.uint32)
        return pl.Series(answers.name, self.listed, pl.String).gather(places)

    def answered(self, answers: pl.Series) -> Flags:
        """Per row, whether there is an answer and not some kind of missingness."""
        return ~self._where(answers, lambda text: text in self.missing)

    def holds(self, condition: Condition, answers: pl.Series) -> Flags:
        """Per row, whether a condition of a rule holds."""
        looked_for = frozenset(condition.values)

        def fits(text: str) -> bool:
            if text in self.missing:
                return "" in looked_for
            members = self.members(text) if self.is_set else {text}
            return not looked_for.isdisjoint(members)

        fitting = self._where(answers, fits)
        return ~fitting if condition.negated else fitting

    def _where(self, answers: pl.Series, test: Callable[[str], bool]) -> Flags:
        if self.is_set:
            different = answers.unique().to_list()
            passed = [text for text in different if test(text)]
            return np.asarray(answers.is_in(passed).to_numpy(), bool)
        passes = np.array([test(text) for text in self.listed], bool)
        return np.take(passes, self.listed_codes(answers))
