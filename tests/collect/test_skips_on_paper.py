"""Skip logic in words: whoever follows the sentences asks what the codebook asks, and no more."""

from __future__ import annotations

import random
import re

import pytest
from large_codebook import invented
from test_skip_logic import anything

from form_answers import holds
from lanterne.codebook import load_codebook, parse_codebook
from lanterne.forms import make_form, write_paper
from lanterne.forms.skips import skips_before
from pdf_text import bare, read_pdf

BOOK = """
name = "skips"
version = "1"
languages = ["en"]
title = { en = "Skips" }

[[tables]]
name = "people"
label = { en = "People" }
missing = { unknown = "Unknown" }

[[tables.columns]]
name = "work"
type = "flag"
values = "yes-no"
label = { en = "Work" }

[[tables.columns]]
name = "sector"
type = "category"
values = ["farm", "home", "other"]
label = { en = "Sector" }

[[tables.columns]]
name = "crop"
type = "category"
values = ["fruit", "corn"]
label = { en = "Crop" }

[[tables.columns]]
name = "hours"
type = "number"
number = { from = 0, to = 20, bins = [0, 10] }
label = { en = "Hours" }

[[tables.columns]]
name = "tired"
type = "flag"
values = "yes-no"
label = { en = "Tired" }

[[tables.columns]]
name = "means"
type = "set"
values = ["debt", "threats"]
missing = {}
label = { en = "Means" }

[[tables.columns]]
name = "amount"
type = "category"
values = ["low", "high"]
label = { en = "Amount" }

[[tables.columns]]
name = "age"
type = "ordinal"
values = ["0-17", "18+"]
label = { en = "Age" }

[[tables.columns]]
name = "minor"
type = "category"
values = ["minor", "adult"]
missing = {}
label = { en = "Minor" }

[[tables.columns]]
name = "guardian"
type = "flag"
values = "yes-no"
label = { en = "Guardian" }

[[tables.dependencies]]
child = "minor"
parent = "age"
mapping = { "0-17" = "minor", "18+" = "adult" }
"""
_NEEDS = (
    ("sector", ("farm", "home", "other"), "work", ("1",)),
    ("crop", ("fruit", "corn"), "work", ("1",)),
    ("crop", ("fruit", "corn"), "sector", ("farm", "home")),
    ("tired", ("1",), "hours", ("10--20",)),
    ("amount", ("low", "high"), "means", ("debt",)),
    ("guardian", ("1",), "minor", ("minor",)),
)
WANTED = {
    "sector": ["If the answer to 1 is not “Yes”, go on with 4."],
    "crop": ["If no answer to 2 is one of these, go on with 4: “farm”, “home”."],
    "tired": ["If the answer to 4 is not “10 to 20”, go on with 6."],
    "amount": ["If no answer to 6 is one of these, go on with 8: “debt”."],
    "minor": ["If 8 is answered, but with none of these, go on with 10: “Unknown”."],
    "guardian": [
        "If the answer to 9 is not “minor”, go on with the end of this part.",
        "If 9 is blank because 8 is answered, take the answer that follows from 8.",
    ],
}


def skipping():
    rules = [
        f"""
[[tables.rules]]
name = "{column}-{on}"
label = {{ en = "Not so." }}
when = {{ columns = ["{column}"], values = {[*values]} }}
requires = {{ column = "{on}", values = {[*answers]} }}
""".replace("'", '"')
        for column, values, on, answers in _NEEDS
    ]
    return parse_codebook((BOOK + "".join(rules)).encode(), "skips.toml")


def said(form):
    """Name of a question of the cases → what is said before it."""
    asked = {one.name: one for one in form.questions}
    skips = skips_before(form.cases.questions, asked, "en")
    return dict(zip((one.name for one in form.cases.questions), skips, strict=True))


def test_each_kind_of_condition_has_its_sentence_and_it_stands_on_paper():
    form = make_form(skipping())
    found = {name: [*sentences] for name, sentences in said(form).items() if sentences}
    assert found == WANTED
    text = read_pdf(write_paper(form, "en")).text
    for sentences in WANTED.values():
        assert all(text.count(bare(one)) == 1 for one in sentences)


PATTERNS = (
    r"If the answer to (?P<n>\w+) is not (?P<a>“.*”), go on with (?P<next>[^:]+)\.",
    r"If no answer to (?P<n>\w+) is one of these, go on with (?P<next>[^:]+): (?P<a>“.*”)\.",
    r"(?P<answered>)If (?P<n>\w+) is answered, go on with (?P<next>[^:]+)\.",
    r"(?P<answered>)If (?P<n>\w+) is answered, but with none of these, go on with (?P<next>[^:]+):"
    r" (?P<a>“.*”)\.",
)
BLANK = re.compile(r"If (\w+) is blank because (\w+) is answered, take the answer that follows")


class Reader:
    """Somebody who has nothing but the paper and a pen."""

    def __init__(self, form, chance):
        self.questions = form.cases.questions
        self.said, self.chance = said(form), chance
        self.numbered = {one.number: one for one in self.questions}
        self.given = {one.name: () for one in form.questions}

    def read(self):
        """The names of the questions that are asked, in their order."""
        asked, place = [], 0
        while place < len(self.questions):
            question = self.questions[place]
            then = self.next_after(question)
            if then is None:
                asked.append(question.name)
                self.given[question.name] = anything(question, self.chance)
                place += 1
            elif then == "the end of this part":
                break
            else:
                place = self.questions.index(self.numbered[then])
        return asked

    def next_after(self, question):
        """With which question to go on in place of this one; ``None``: it is asked."""
        sentences = self.said[question.name]
        follows = {found[1]: found[2] for one in sentences if (found := BLANK.match(one))}
        for sentence in sentences:
            found = next(filter(None, (re.fullmatch(one, sentence) for one in PATTERNS)), None)
            if found is None:
                assert BLANK.match(sentence), sentence
                continue
            parts = found.groupdict()
            listed = {*re.findall("“(.*?)”", parts.get("a") or "")}
            labels = self.labels(parts["n"], follows.get(parts["n"]))
            skip = bool(labels) if "answered" in parts else True
            if skip and not labels & listed:
                return parts["next"]
        return None

    def labels(self, number, parent):
        """What was answered, in words; a blank that follows from another by what follows."""
        question = self.numbered[number]
        codes = self.given[question.name]
        if not codes and parent:
            follows = question.follows
            codes = [follows.mapping.get(one, "") for one in self.given[follows.parent]]
        words = {one.code: one.label["en"] for one in question.answers}
        words |= {one.code: one.label["en"] for one in question.column.values}
        numbers, column = question.numbers, question.column
        if codes and numbers is not None and numbers.holds(codes[0]):
            codes = [column.codes[numbers.bin_of(column.texts.index(codes[0]))]]
        return {words[code] for code in codes if code in words}


@pytest.mark.parametrize("name", ["skips", "lanterne-cases", "palermo-elements", "invented"])
def test_who_follows_the_sentences_asks_what_the_codebook_asks(name):
    books = {"skips": skipping, "invented": invented}
    form = make_form(books[name]() if name in books else load_codebook(name))
    by_name, chance, left_out = {one.name: one for one in form.questions}, random.Random(5), 0
    for _ in range(60):
        reader = Reader(form, chance)
        asked = reader.read()
        wanted = [
            one.name
            for one in form.cases.questions
            if all(holds(test, by_name, reader.given) for test in one.relevance)
        ]
        assert asked == wanted
        left_out += len(form.cases.questions) - len(asked)
    assert left_out > 30
