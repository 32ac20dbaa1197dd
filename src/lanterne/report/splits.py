"""What people read for the questions of an analysis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lanterne.evaluation.analyses import Split
from lanterne.report.labels import Labels
from lanterne.report.texts import analysis_texts


@dataclass(frozen=True)
class SplitLabels:
    """Labels of outcomes and groups in one language."""

    labels: Labels
    language: str

    def outcome(self, split: Split) -> str:
        """What somebody has or has not: a flag by its column, a member of a set by both."""
        column = self.labels.column(split.column)
        if not split.member:
            return column
        answer = self.labels.answer(split.column, split.yes[0])
        return self._words["odds.among"].format(outcome=column, group=answer)

    def group(self, split: Split) -> str:
        """The people who are set against the others."""
        if split.member or split.asked:
            return self.outcome(split)
        answers = [self.labels.answer(split.column, text) for text in split.yes]
        if len(answers) > 1:
            ends = self._words["from_to"].format(low=answers[0], high=answers[-1])
            return self._words["odds.among"].format(
                outcome=self.labels.column(split.column), group=ends
            )
        if self.labels.is_flag(split.column):
            return self.labels.column(split.column)
        return answers[0]

    @property
    def _words(self) -> Mapping[str, str]:
        return analysis_texts(self.language)
