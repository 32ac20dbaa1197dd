"""People who answer a form, and how KoboToolbox and ODK Central export what they said.

Nobody's answers: drawn at random, as a program that shows the form would let them be given.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lanterne.codebook import Condition
from lanterne.forms.asked import Asked, asked_in, stamp_text
from lanterne.forms.questions import Ask, Form, Names, Question, Section
from lanterne.harmonise.form_names import GIVEN, MARK
from workbooks import write_xlsx

CONSENTS = (GIVEN, GIVEN, GIVEN, "refused", "not_asked", "withdrawn", "")


@dataclass
class Sent:
    """One form that was sent.

    Attributes:
        number: Its number.
        consent: The answer to the first question.
        ids: Column of ids → what was typed.
        answers: Column → the codes that were chosen, none where nothing was.
        links: Of linked tables, the ids and answers of each repeat.
    """

    number: int
    consent: str
    ids: dict[str, str]
    answers: dict[str, tuple[str, ...]]
    links: list[tuple[dict[str, str], dict[str, tuple[str, ...]]]] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"uuid:{self.number:08d}-4000"


def answer(form: Form, count: int, seed: int = 3) -> list[Sent]:
    """So many people answer a form; each question is answered three times in four."""
    chance = random.Random(seed)
    sent = []
    for number in range(1, count + 1):
        one = Sent(number, CONSENTS[number % len(CONSENTS)], {}, _answers(form.cases, chance))
        _name(form.cases, one.ids, f"{number}", chance)
        repeats = [section for section in form.sections if section.under]
        for _ in range(number % 4 if repeats else 0):
            ids: dict[str, str] = {}
            answers: dict[str, tuple[str, ...]] = {}
            for section in repeats:
                answers |= _answers(section, chance)
                _name(section, ids, "", chance)
            one.links.append((ids, answers))
        sent.append(one)
    return sent


def _name(section: Section, ids: dict[str, str], number: str, chance: random.Random) -> None:
    for identity in section.identities:
        if identity.names is Names.ITSELF and number and chance.random() < 0.5:
            ids[identity.name] = f"C-{number}"
        elif identity.names is Names.HOUSEHOLD and chance.random() < 0.3:
            ids[identity.name] = f"H-{chance.randrange(9)}"


def _answers(section: Section, chance: random.Random) -> dict[str, tuple[str, ...]]:
    while True:
        given = _try(section, chance)
        if given is not None:
            return given


def _try(section: Section, chance: random.Random) -> dict[str, tuple[str, ...]] | None:
    """Answers that the form lets be given; ``None``: it does not, and somebody begins again."""
    given: dict[str, tuple[str, ...]] = {}
    by_name = {one.name: one for one in section.questions}
    for question in section.questions:
        given[question.name] = ()
        asked = all(holds(test, by_name, given) for test in question.relevance)
        if asked and not _choose(question, by_name, given, chance):
            return None
    return given


def _choose(
    question: Question,
    by_name: dict[str, Question],
    given: dict[str, tuple[str, ...]],
    chance: random.Random,
) -> bool:
    """Choose an answer that breaks no rule, if there is one."""
    for _ in range(20):
        given[question.name] = _one(question, chance)
        broken = (
            all(holds(test, by_name, given) for test in rule.forbid)
            for rule in question.constraints
        )
        if not any(broken):
            return True
    return False


def _one(question: Question, chance: random.Random) -> tuple[str, ...]:
    if not question.required and chance.random() < 0.25:
        return ()
    if question.silences and chance.random() < 0.2:
        return (chance.choice(question.silences).code,)
    if question.numbers is not None:
        return (chance.choice(question.numbers.texts),)
    codes = [one.code for one in question.listed]
    if question.ask is Ask.SEVERAL:
        most = question.column.at_most or 4
        return tuple(chance.sample(codes, chance.randint(1, min(most, len(codes)))))
    return (chance.choice(codes),)


def holds(test: Condition, by_name: dict[str, Question], given: dict[str, tuple[str, ...]]) -> bool:
    """Whether a condition holds of what was answered, said once more and in another way."""
    question = by_name[test.column]
    column, codes = question.column, _with_what_follows(question, by_name, given)
    found = set(codes)
    if column.numbers is not None and codes and column.numbers.holds(codes[0]):
        cell = column.texts.index(codes[0])
        found = {column.codes[column.numbers.bin_of(cell)]}
    known = {code for code in found if code in column.codes}
    fits = bool(known & set(test.values)) if known else "" in test.values
    return fits != test.negated


def _with_what_follows(question: Question, by_name, given) -> tuple[str, ...]:
    """The answer, or where there is none that which follows from another."""
    if question.follows is None or given[question.name]:
        return given[question.name]
    parent = by_name[question.follows.parent]
    found = _with_what_follows(parent, by_name, given)
    return tuple(question.follows.mapping[one] for one in found if one in parent.column.codes)


def expected(sent: Sent, section: Section, answers: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """What the cells of a row of cases are to be."""
    cells = {}
    for question in section.questions:
        codes = answers[question.name]
        column = question.column
        said = [code for code in codes if code in (*column.texts, *map_silences(question))]
        cells[question.name] = column.separator.join(sorted(said))
    return cells


def map_silences(question: Question) -> tuple[str, ...]:
    return tuple(one.code for one in question.silences)


def columns_of(asked: Asked, sent: Sent, section: Section, ids, answers, *, split: str) -> Iterator:
    """Column and cell of each question, as an export has them with names of XML."""
    groups = _groups(section)
    for identity in section.identities:
        if identity.names is not Names.OTHER:
            yield (), asked.ids[identity.name], ids.get(identity.name, "")
    for question in section.questions:
        asking, codes = asked.askings[question.name], answers[question.name]
        at = groups.get(question.name, ())
        silent = map_silences(question)
        if asking.typed:
            yield at, asking.name, "".join(code for code in codes if code not in silent)
        elif question.ask is Ask.SEVERAL:
            if split != "apart":
                yield at, asking.name, " ".join(asking.choices[code] for code in codes)
            for code, name in asking.choices.items() if split != "joined" else ():
                yield at, f"{asking.name}/{name}", ("1" if code in codes else "0") if codes else ""
        else:
            yield at, asking.name, "".join(asking.choices[code] for code in codes)
        if question.name in asked.why:
            why = asked.why[question.name]
            chosen = "".join(why.choices[code] for code in codes if code in silent)
            yield at, why.name, chosen


def _groups(section: Section) -> dict[str, tuple[str, ...]]:
    """Of some questions the group that they are in; exports do not need to say it."""
    return {
        one.name: (f"group_{one.column.group}",) for one in section.questions if one.column.group
    }


def rows_of(form: Form, sent: Sequence[Sent], between: str, split: str) -> tuple[list, list]:
    """The rows of the cases and of the repeats, each a list of pairs of header and cell."""
    asked = asked_in(form)
    cases, repeats = [], []
    inner = [section for section in form.sections if section.under]
    for one in sent:
        cells = [("", MARK, stamp_text(form.stamp)), ("", form.consent.name, one.consent)]
        cells += columns_of(asked, one, form.cases, one.ids, one.answers, split=split)
        cases.append([(between.join((*at, name)), cell) for at, name, cell in cells])
        for place, (ids, answers) in enumerate(one.links):
            row = []
            for section in inner:
                row += columns_of(asked, one, section, ids, answers, split=split)
            named = [(between.join((asked.repeat, *at, name)), cell) for at, name, cell in row]
            repeats.append((one, place, named))
    return cases, repeats


def kobo(form: Form, sent: Sequence[Sent], path: Path, split: str = "both") -> Path:
    """An export of KoboToolbox: CSV, or a workbook in which repeats have a sheet."""
    cases, repeats = rows_of(form, sent, "/", split)
    main = [["start", *(name for name, _ in cases[0]), "_id", "_uuid", "_index"]]
    for one, row in zip(sent, cases, strict=True):
        index = str(one.number)
        main.append(["2026-01-01T10:00", *(c for _, c in row), f"9{index}", one.key, index])
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8-sig") as file:
            csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerows(main)
        return path
    sheets = {form.codebook.title["en"][:31]: main}
    if repeats:
        lines = [[*(name for name, _ in repeats[0][2]), "_index", "_parent_index"]]
        for number, (one, _, row) in enumerate(repeats, start=1):
            lines.append([*(cell for _, cell in row), number, one.number])
        sheets[asked_in(form).repeat[:31]] = lines
    return write_xlsx(path, sheets)


def central(form: Form, sent: Sequence[Sent], folder: Path, split: str = "joined") -> Path:
    """An export of ODK Central: a CSV file, and one for each repeat; the folder."""
    folder.mkdir()
    cases, repeats = rows_of(form, sent, "-", split)
    main = [["SubmissionDate", *(name for name, _ in cases[0]), "meta-instanceID", "KEY"]]
    main[0] += ["SubmitterID", "SubmitterName", "ReviewState", "FormVersion"]
    for one, row in zip(sent, cases, strict=True):
        line = ["2026-01-01", *(cell for _, cell in row), one.key, one.key, "5", "App", "", "1"]
        main.append(line)
    _write(folder / "form.csv", main)
    if repeats:
        lines = [[*(name for name, _ in repeats[0][2]), "PARENT_KEY", "KEY"]]
        for one, place, row in repeats:
            at = f"{one.key}/links[{place + 1}]"
            lines.append([*(cell for _, cell in row), one.key, at])
        _write(folder / f"form-{asked_in(form).repeat}.csv", lines)
    return folder


def _write(path: Path, rows: list) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
