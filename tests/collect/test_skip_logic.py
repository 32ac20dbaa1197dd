"""Skip logic and constraints of an XLSForm say what the rules of the codebook say."""

from __future__ import annotations

import random

import openpyxl
import pytest
from large_codebook import invented
from read_xpath import holds as xpath_holds
from simulated import holds

from lanterne.codebook import load_codebook
from lanterne.forms import make_form, write_xlsform
from lanterne.forms.asked import asked_in
from lanterne.forms.questions import Ask
from lanterne.forms.xpath import within


@pytest.fixture(scope="module", params=["lanterne-cases", "palermo-elements", "invented"])
def form(request):
    name = request.param
    return make_form(invented() if name == "invented" else load_codebook(name))


@pytest.fixture(scope="module")
def survey(form, tmp_path_factory):
    """Name of a question → its row."""
    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    path.write_bytes(write_xlsform(form, "en"))
    header, *rows = openpyxl.load_workbook(path)["survey"].iter_rows(values_only=True)
    return {row[1]: dict(zip(header, row, strict=True)) for row in rows}


def anything(question, chance):
    """Any answer, whatever the rules say."""
    if chance.random() < 0.3:
        return ()
    codes = [one.code for one in question.answers]
    if question.numbers is not None and (not codes or chance.random() < 0.7):
        return (chance.choice(question.numbers.texts),)
    if question.ask is Ask.SEVERAL and question.listed and chance.random() < 0.7:
        return tuple(chance.sample([one.code for one in question.listed], 2))
    return (chance.choice(codes),)


def exported(asked, given):
    """What the program that shows the form holds of answers."""
    cells = {}
    for name, codes in given.items():
        asking = asked.askings[name]
        if asking.typed:
            silent = {one.code for one in asking.question.silences}
            cells[asking.name] = "".join(code for code in codes if code not in silent)
        else:
            cells[asking.name] = " ".join(asking.choices[code] for code in codes)
    return cells


def test_conditions_hold_of_the_same_answers(form, survey):
    """Of answers at random; what follows from another column is not asked where that is known."""
    asked, chance, met = asked_in(form), random.Random(1), {True: 0, False: 0}
    by_name = {one.name: one for one in form.questions}
    for _ in range(150):
        given = {name: anything(one, chance) for name, one in by_name.items()}
        for name, question in by_name.items():
            parent = question.follows and by_name[question.follows.parent]
            if parent and any(code in parent.column.codes for code in given[parent.name]):
                given[name] = ()
        cells = exported(asked, given)
        for question in by_name.values():
            asking = asked.askings[question.name]
            row = survey[asking.name]
            if question.relevance:
                wanted = all(holds(test, by_name, given) for test in question.relevance)
                assert xpath_holds(row["relevant"], cells) == wanted
                met[wanted] += 1
            own = cells[asking.name]
            if question.constraints and own:
                broken = any(
                    all(holds(test, by_name, given) for test in rule.forbid)
                    for rule in question.constraints
                )
                several = len(given[question.name]) > 1
                if not several:
                    assert xpath_holds(row["constraint"], cells, own) == (not broken)
                    met[not broken] += 1
    assert min(met.values()) > 100


def test_a_question_comes_after_those_that_it_depends_on(form, survey):
    """Skip logic that looks forward would be blank when it is needed."""
    order = {name: place for place, name in enumerate(survey)}
    for name, row in survey.items():
        for text in (row.get("relevant"), row.get("constraint")):
            for other, place in order.items():
                if text and other and f"${{{other}}}" in text:
                    assert place < order[name], (name, other)


def test_consent_is_asked_first_and_ends_nothing(form, survey):
    names = [name for name in survey if name]
    assert names[:2] == ["lanterne_form", "consent_statistics"]
    assert survey["consent_statistics"]["required"] == "yes"
    assert not any("consent_statistics" in (row.get("relevant") or "") for row in survey.values())


def test_numbers_stay_in_their_range_and_steps():
    form = make_form(invented())
    asked = asked_in(form)
    (question,) = [one for one in form.questions if one.name == "7.question-7"]

    tests = [*within(asked.askings[question.name])]
    good = [
        text for text in map(str, range(0, 200)) if all(xpath_holds(t, {}, text) for t in tests)
    ]
    assert good == list(question.numbers.texts)
