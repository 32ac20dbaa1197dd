"""What the risk of the source means, in sentences for people who work with cases."""

from __future__ import annotations

from collections.abc import Iterator

from lanterne.evaluation import Finding
from lanterne.messages.numbers import number
from lanterne.messages.punctuation import semicolon
from lanterne.messages.store import part
from lanterne.report.labels import Labels
from lanterne.risk import SourceRisk, TableRisk, ValueRisk

BASE = 1000
"""Of so many people a sentence tells how many; of all, where there are fewer."""

MOST_VALUES = 3
"""Answers that a sentence names."""


def risk_findings(risk: SourceRisk, language: str = "en") -> tuple[Finding, ...]:
    """The risk in plain sentences, the most important first, and what to do.

    Languages without words get English.
    """
    first, *others = risk.tables
    teller = _Teller(first, language)
    told = [*teller.who(), *teller.why()]
    told += [_Teller(one, language).condensed() for one in others]
    if not all(one.complete for one in risk.tables):
        told.append(teller.say("incomplete"))
    told += [teller.say(f"unseen.{one}") for one in first.unseen]
    safe = not any(one.standing_out for one in risk.tables)
    return (*told, teller.say("do.safe" if safe else "do"))


class _Teller:
    """Tells of one table in one language."""

    def __init__(self, table: TableRisk, language: str) -> None:
        self._table, self._language = table, language
        self._sentences = part("report.risk-finding", language)
        self._labels = Labels(table.table.columns, language)
        self._base = min(BASE, table.people)

    def who(self) -> Iterator[Finding]:
        """How many stand out."""
        table = self._table
        length = table.lengths[-1].length
        yield self._counted(
            "unique",
            table.unique,
            questions=part("report.questions", self._language)[str(length)],
            fewer=self._sentences["fewer"] if length > 1 else "",
        )
        yield self._counted("rare", table.rare)
        chosen = table.chosen
        if chosen is None:
            yield self.say("all", n=self._of(table.whole.alone))
        else:
            key = "chosen" if chosen.smallest > 1 else "chosen.one"
            k = number(chosen.smallest, self._language)
            yield self.say(key, k=k, n=self._of(chosen.alone))

    def why(self) -> Iterator[Finding]:
        """By what they stand out."""
        table = self._table
        if not table.standing_out:
            return
        if table.plan:
            yield self._column()
        if len(table.plan) > 1 and table.plan[-1].standing_out < table.standing_out:
            names = [self._labels.column(step.column) for step in table.plan]
            told = self._sentences[", "].join(names[:-1]) + self._sentences["and"] + names[-1]
            yield self.say("plan", columns=told, n=self._of(table.plan[-1].standing_out))
        answers = [
            self._sentences["answer"].format(
                column=self._labels.column(one.column),
                answer=self._labels.answer(one.column, one.value),
            )
            for one in self._joinable()[:MOST_VALUES]
        ]
        if answers:
            yield self.say("values", values=semicolon(self._language).join(answers))
        if table.household is not None and table.household.exposed:
            yield self.say("household", n=self._of(table.household.exposed))

    def _joinable(self) -> list[ValueRisk]:
        """Answers that isolate, of columns whose answers may be joined: a yes and a no may not."""
        flags = {c.name for c in self._table.table.columns if c.traits.flag}
        return [one for one in self._table.values if one.column not in flags]

    def condensed(self) -> Finding:
        """How many stand out, in a sentence about a second view."""
        return self.say(
            "condensed", n=self._of(self._table.unique), rare=self._of(self._table.rare)
        )

    def say(self, key: str, **words: str) -> Finding:
        """One sentence."""
        told = {
            "base": number(self._base, self._language),
            "k": number(self._table.threshold, self._language),
            **words,
        }
        return Finding(key.partition(".")[0], self._sentences[key].format(**told))

    def _column(self) -> Finding:
        step, before = self._table.plan[0], self._table.standing_out
        if step.standing_out == before:
            return self.say("column.none")
        column = self._labels.column(step.column)
        return self.say(
            "column", column=column, n=self._of(step.standing_out), before=self._of(before)
        )

    def _counted(self, key: str, people: int, **words: str) -> Finding:
        form = "none" if not people else {0: "few", 1: "one"}.get(self._rounded(people), "many")
        return self.say(f"{key}.{form}", n=self._of(people), **words)

    def _rounded(self, people: int) -> int:
        return round(people / self._table.people * self._base)

    def _of(self, people: int) -> str:
        """So many of the base; fewer than one is said so."""
        if people and not self._rounded(people):
            return self._sentences["less"]
        return number(self._rounded(people), self._language)
