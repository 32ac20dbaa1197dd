"""What the risk of the source means, in sentences for people who work with cases."""

from __future__ import annotations

from collections.abc import Iterator

from lanterne.codebook.model import ColumnType
from lanterne.evaluation import Finding
from lanterne.evaluation.wording import hard_spaces, isolated, number, spoken
from lanterne.report.labels import Labels
from lanterne.report.languages import arabic_risk, spanish_risk
from lanterne.risk import SourceRisk, TableRisk, ValueRisk

QUESTIONS = {
    "en": {1: "one question", 2: "two questions", 3: "three questions", 4: "four questions"},
    "fr": {1: "une question", 2: "deux questions", 3: "trois questions", 4: "quatre questions"},
    "es": spanish_risk.QUESTIONS,
    "ar": arabic_risk.QUESTIONS,
}
"""So many questions, as said in a sentence."""

_WRITTEN = {
    "en": {
        "unique.none": ("Nobody is alone with their answers to any {questions}{fewer}."),
        "unique.few": (
            "Fewer than 1 in {base} people is alone with their answers to some {questions}{fewer}: "
            "whoever knows these answers finds them."
        ),
        "unique.one": (
            "Of {base} people 1 is alone with their answers to some {questions}{fewer}: whoever "
            "knows these answers finds that person."
        ),
        "unique.many": (
            "Of {base} people {n} are alone with their answers to some {questions}{fewer}: whoever "
            "knows these answers finds that person."
        ),
        "fewer": ", or fewer",
        "rare.none": "Nobody else gives answers that fewer than {k} people give.",
        "rare.few": (
            "Fewer than 1 in {base} is not alone but gives answers that fewer than {k} people give."
        ),
        "rare.one": (
            "Another 1 of {base} gives answers to so many questions that fewer than {k} people "
            "give."
        ),
        "rare.many": (
            "Another {n} of {base} give answers to so many questions that fewer than {k} people "
            "give."
        ),
        "all": "By all answers together, {n} of {base} are alone.",
        "chosen": (
            "By the chosen columns together, the smallest group has {k} people, and {n} of {base} "
            "people are alone."
        ),
        "chosen.one": (
            "By the chosen columns together, the smallest group is one person, and {n} of {base} "
            "people are alone."
        ),
        "column": (
            "{column} does most: without it {n} of {base} would stand out, and not {before}. Leave "
            "it out, or make its answers coarser: a region for a country, a period for a year, a "
            "wider age band."
        ),
        "column.none": "No single column does it: leaving out one helps nobody.",
        "plan": "Without {columns}, {n} of {base} would still stand out.",
        "and": " and ",
        ", ": ", ",
        "; ": "; ",
        "values": ("The answers that isolate most are {values}. Could they be joined with others?"),
        "household": (
            "{n} of {base} do not stand out themselves but live with somebody who does: who finds "
            "one finds both."
        ),
        "condensed": (
            "In the condensed file, where what is recorded of perpetrators stands on the victim’s "
            "row, {n} of {base} are alone, and another {rare} of {base} give answers that fewer "
            "than {k} people give."
        ),
        "incomplete": (
            "Not all combinations could be looked at: the figures are the least that is true."
        ),
        "do": (
            "No name is needed for this. Do not hand on these cases as they are, nor without their "
            "names only: protect them first."
        ),
        "do.safe": (
            "Nobody stands out by so few answers. Whoever knows more of a person may still find "
            "them: protect the cases all the same before anything of them is published."
        ),
        "less": "fewer than 1",
        "answer": "{column}: {answer}",
    },
    "fr": {
        "unique.none": "Personne n’est seul avec ses réponses à {questions}{fewer}.",
        "unique.few": (
            "Moins d’une personne sur {base} est seule avec ses réponses à {questions}"
            "{fewer} : qui connaît ces réponses la trouve."
        ),
        "unique.one": (
            "Sur {base} personnes, 1 est seule avec ses réponses à {questions}{fewer} : qui "
            "connaît ces réponses la trouve."
        ),
        "unique.many": (
            "Sur {base} personnes, {n} sont seules avec leurs réponses à {questions}{fewer} : qui "
            "connaît ces réponses trouve la personne."
        ),
        "fewer": ", ou à moins",
        "rare.none": "Personne d’autre ne donne des réponses que donnent moins de {k} personnes.",
        "rare.few": (
            "Moins d’une sur {base} n’est pas seule mais donne des réponses que donnent moins de "
            "{k} personnes."
        ),
        "rare.one": (
            "1 autre sur {base} donne à autant de questions des réponses que donnent moins de {k} "
            "personnes."
        ),
        "rare.many": (
            "{n} autres sur {base} donnent à autant de questions des réponses que donnent moins de "
            "{k} personnes."
        ),
        "all": "D’après toutes leurs réponses ensemble, {n} sur {base} sont seules.",
        "chosen": (
            "D’après les colonnes choisies ensemble, le plus petit groupe a {k} personnes, et {n} "
            "personnes sur {base} sont seules."
        ),
        "chosen.one": (
            "D’après les colonnes choisies ensemble, le plus petit groupe est une seule personne, "
            "et {n} personnes sur {base} sont seules."
        ),
        "column": (
            "La colonne qui compte le plus : {column}. Sans elle, {n} sur {base} se "
            "distingueraient, et non {before}. Retirez-la, ou rendez ses réponses moins fines : "
            "une région pour un pays, une période pour une année, une tranche d’âge plus large."
        ),
        "column.none": "Aucune colonne seule n’en est la cause : en retirer une n’aide personne.",
        "plan": "Sans {columns}, {n} sur {base} se distingueraient encore.",
        "and": " et ",
        ", ": ", ",
        "; ": " ; ",
        "values": (
            "Les réponses qui isolent le plus : {values}. Pourrait-on les réunir à d’autres ?"
        ),
        "household": (
            "{n} sur {base} ne se distinguent pas elles-mêmes mais vivent avec quelqu’un qui se "
            "distingue : qui trouve l’une trouve l’autre."
        ),
        "condensed": (
            "Dans le fichier condensé, où ce qui est connu des auteurs figure sur la ligne de la "
            "victime, {n} sur {base} sont seules, et {rare} autres sur {base} donnent des réponses "
            "que donnent moins de {k} personnes."
        ),
        "incomplete": (
            "Toutes les combinaisons n’ont pas pu être examinées : les chiffres sont un minimum."
        ),
        "do": (
            "Tout cela sans aucun nom. Ne transmettez pas ces dossiers tels quels, ni en ôtant "
            "seulement les noms : protégez-les d’abord."
        ),
        "do.safe": (
            "Personne ne se distingue par si peu de réponses. Qui en sait davantage d’une personne "
            "peut encore la trouver : protégez tout de même les dossiers avant d’en publier quoi "
            "que ce soit."
        ),
        "less": "moins de 1",
        "answer": "{column} : {answer}",
    },
}

_SENTENCES = {
    **_WRITTEN,
    "fr": hard_spaces(_WRITTEN["fr"]),
    "es": spanish_risk.FINDINGS,
    "ar": isolated(arabic_risk.FINDINGS),
}

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
    safe = not any(one.standing_out for one in risk.tables)
    return (*told, teller.say("do.safe" if safe else "do"))


class _Teller:
    """Tells of one table in one language."""

    def __init__(self, table: TableRisk, language: str) -> None:
        self._table, self._language = table, language
        self._sentences = _SENTENCES[spoken(language)]
        self._labels = Labels(table.table.columns, language)
        self._base = min(BASE, table.people)

    def who(self) -> Iterator[Finding]:
        """How many stand out."""
        table = self._table
        length = table.lengths[-1].length
        yield self._counted(
            "unique",
            table.unique,
            questions=QUESTIONS[spoken(self._language)][length],
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
            yield self.say("values", values=self._sentences["; "].join(answers))
        if table.household is not None and table.household.exposed:
            yield self.say("household", n=self._of(table.household.exposed))

    def _joinable(self) -> list[ValueRisk]:
        """Answers that isolate, of columns whose answers may be joined: a yes and a no may not."""
        flags = {c.name for c in self._table.table.columns if c.type is ColumnType.FLAG}
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
