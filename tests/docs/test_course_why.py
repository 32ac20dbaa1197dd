"""What *Why it is private* says is what its own programs compute, in each language."""

from __future__ import annotations

import code
import math
import re
import sys
from collections import Counter
from itertools import pairwise
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from blocks import blocks
from course_pages import claims_of, numbered_lessons, page_of, questions_of, text_of, until_answers

from lanterne.messages import LANGUAGES

TITLE = "why-it-is-private"

TERMS = ("sensitivity", "codebook", "budget", "ledger", "accountant", "audit", "neighbours")

SIGMAS = (4, 2)


@pytest.fixture(scope="module")
def page() -> SimpleNamespace:
    """All names of the programs of the page, after they were run."""
    names: dict[str, object] = {}
    for block in blocks(page_of(TITLE, "en")):
        exec(compile(block.text, TITLE, "exec"), names)
    return SimpleNamespace(**names)


def numbers_of(text: str) -> list[float]:
    """The numbers of a text; a mark between thousands is left out."""
    text = re.sub(r"(?<=\d)[,\u202f](?=\d{3}\b)", "", re.sub("<!--.*?-->", "", text))
    return [float(one.replace(",", ".")) for one in re.findall(r"\d+(?:[.,]\d+)?", text)]


def paragraph(language: str, lesson: int, claim: str) -> str:
    """The paragraph of an answer that is marked with a statement."""
    answer = numbered_lessons(TITLE, language)[lesson - 1].partition("<details")[2]
    return next(one for one in answer.split("\n\n") if claims_of(one)[:1] == [claim])


class Typed(code.InteractiveConsole):
    """A session of Python into which somebody types, or pastes; keeps what goes wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def write(self, data: str) -> None:
        self.wrong.append(data)


def wrong_when_typed(*programs: str) -> list[str]:
    """What goes wrong if programs are typed one after the other, each with an empty line behind."""
    session = Typed()
    with patch.object(
        sys, "excepthook", sys.__excepthook__
    ):  # what a command line set is not asked
        for line in "".join(f"{one}\n" for one in programs).split("\n"):
            session.push(line)
    return session.wrong


def test_programs_run_as_they_are_when_they_are_typed():
    """A loop ends with an empty line there; asserts that fail are seen as well."""
    assert wrong_when_typed(*(one.text for one in blocks(page_of(TITLE, "en")))) == []


def test_no_line_of_a_program_is_cut_where_answers_are_narrow():
    """On a desk a box in an answer holds 75 characters, and others 79 and more."""
    answers = "".join(re.findall(r"<details.*?</details>", text_of(TITLE, "en"), re.S))
    for one in blocks(page_of(TITLE, "en")):
        most = 75 if one.text in answers else 79
        assert [line for line in one.text.split("\n") if len(line) > most] == []


@pytest.mark.parametrize(
    "planted", ["for x in (1,):\n    pass\nfor y in (1,):\n    pass\n", "assert 1 == 2\n"]
)
def test_a_program_that_cannot_be_typed_is_seen(planted):
    assert wrong_when_typed(planted) != []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_those_who_come_together_is_what_the_laws_give(page, language):
    three = page.epsilon(page.law(10, 2), page.law(13, 2))
    assert three == pytest.approx(3 * page.epsilon(page.law(10, 2), page.law(11, 2)))
    said = numbers_of(paragraph(language, 1, "come-together"))
    assert said == [1.5, 50, 100, math.ceil(100 * page.sure(three))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_four_and_eight_is_rounded_up(page, language):
    most = {
        spent: [math.ceil(1e4 * page.sure(spent, p)) / 100 for p in (0.5, 0.01)] for spent in (4, 8)
    }
    said = numbers_of(paragraph(language, 5, "size-of-promise"))
    lesson = 6  # says what a δ changes
    assert said == [4, 0, 50, 100, most[4][0], 1, 100, most[4][1], 8, *most[8], lesson]


def test_noise_that_serves_twice_costs_more_than_the_sum(page):
    """Whatever the count is, and though each of the two numbers has the law of ``wrapped``."""
    for count in range(10):
        one, other = page.shared(count), page.shared(count + 1)
        assert {x: p for (x, _), p in one.items()} == page.wrapped(count)
        assert {y: p for (_, y), p in one.items()} == pytest.approx(page.wrapped(count))
        assert page.epsilon(one, other) == math.inf
        apart = [page.beside(page.wrapped(each), page.wrapped(each)) for each in (count, count + 1)]
        assert page.epsilon(*apart) == pytest.approx(1)


def test_two_ids_in_two_cells_and_a_move_cost_what_two_counts_do(page):
    """At the δ of one count; and both in one cell cost more."""
    here, gone = page.gaussian(10, 4), page.gaussian(11, 4)
    ours = page.delta(here, gone, 1)
    spent = page.epsilon_spent([page.GaussianEvent(4.0, count=2)], ours)
    cells = [(page.beside(here, here), page.beside(gone, gone))]
    cells += [(page.beside(here, gone), page.beside(gone, here))]
    for one, other in cells:
        assert page.delta(one, other, spent) <= ours < page.delta(one, other, spent - 0.002)
    assert page.delta(here, page.gaussian(12, 4), spent) > ours


def test_delta_is_the_larger_of_both_directions(page):
    empty, one = page.zeros_stay(0), page.zeros_stay(1)
    both = [page.excess(empty, one, 1), page.excess(one, empty, 1)]
    assert [round(each, 3) for each in both] == [0.596, 0.851]
    assert page.delta(empty, one, 1) == page.delta(one, empty, 1) == max(both)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reach_from_which_infinity_is_printed(page, language):
    """Of a count of 10 and of σ = 4: the farthest output is where the losses are largest."""
    answer = numbered_lessons(TITLE, language)[5].partition("<details")[2]
    (told,) = (one for one in answer.split("\n\n") if "`inf`" in one)
    reach = next(reach for reach in range(140, 150) if page.tails(reach) == math.inf)
    assert numbers_of(told) == [reach, math.floor(100 * (2 * 150 + 21) / 32) / 100, 150]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_delta_is_what_the_laws_give(page, language):
    pairs = [(page.gaussian(10, sigma), page.gaussian(11, sigma)) for sigma in SIGMAS]
    deltas = [page.delta(*pair, 1) for pair in pairs]
    certain = page.delta(page.coins(10), page.coins(11), 1)
    small, large = round(1e6 * deltas[0]), round(1e3 * deltas[1])
    said = numbers_of(paragraph(language, 6, "gaussian"))
    least = math.floor(100 * math.log(2)) / 100
    told = [page.delta(page.coins(10), page.coins(11), 0), 0, certain, 2, least]
    assert said == [*told, SIGMAS[0], small, 1, 2, SIGMAS[1], large, 1000]
    assert page.delta(page.coins(10), page.coins(11), math.log(2)) == pytest.approx(certain)
    times = [page.beyond(*pair, 1) // delta for pair, delta in zip(pairs, deltas, strict=True)]
    said = numbers_of(paragraph(language, 6, "delta-in-words"))
    assert said == [SIGMAS[0], times[0], SIGMAS[1], times[1], 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_several_is_rounded_up(page, language):
    certain = [math.ceil(100 * page.sure(0.5 * number)) for number in (1, 2, 4, 8)]
    said = numbers_of(paragraph(language, 5, "adds-up"))
    assert said == [0.5, 0.5, 1, 50, 100, *certain, 100, 1]
    two = (page.GaussianEvent(4.0, count=2), page.GaussianEvent(4.0, sensitivity=2))
    spent = [math.ceil(100 * page.epsilon_spent([one], page.ours)) / 100 for one in two]
    assert numbers_of(paragraph(language, 6, "accountant")) == [spent[0], 2, 2]
    assert numbers_of(paragraph(language, 6, "two-ids")) == [spent[1], spent[0]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_epsilon_without_delta_is_that_of_the_reach(page, language):
    said = numbers_of(paragraph(language, 6, "post-processing"))
    assert said == [0, *(round(end, 2) for end in page.ends)]


def test_losses_of_the_gaussian_have_no_bound(page):
    """They grow by as much with each step outwards: by 1 / σ²."""
    reaches = range(40, 141, 10)
    ends = [page.epsilon(page.gaussian(0, 4, one), page.gaussian(1, 4, one)) for one in reaches]
    steps = [after - before for before, after in pairwise(ends)]
    assert steps == pytest.approx([10 / 16] * len(steps))


def test_the_ends_do_not_show_where_the_page_says_so(page):
    for count in (0, 20):
        for scale in (0.5, 5):
            found = page.epsilon(page.law(count, scale), page.law(count + 1, scale))
            assert found == pytest.approx(1 / scale, abs=1e-6)


def test_noise_from_a_seed_is_noise_of_the_law(page):
    """So that the seed is what is wrong with it, and no end of the noise."""
    drawn = Counter(page.seeded(0, seed) for seed in range(2000))
    law = page.law(0, 2)
    assert all(abs(drawn[x] / 2000 - law[x]) < 0.04 for x in range(-5, 6))
    assert all(page.seeded(11, seed) - page.seeded(0, seed) == 11 for seed in range(50))


def test_answers_to_questions_are_what_the_laws_give(page):
    even = [{count + step: 1 / 11 for step in range(-5, 6)} for count in (10, 11)]
    assert page.epsilon(*even) == math.inf
    assert page.epsilon(*({x % 11: p for x, p in one.items()} for one in even)) == 0
    one, other, apart = page.law(10, 1), page.law(11, 1), page.law(4, 1)
    twice = page.epsilon(page.beside(one, one), page.beside(other, other))
    assert twice == pytest.approx(2)
    assert page.epsilon(page.beside(one, apart), page.beside(other, apart)) == pytest.approx(1)
    assert page.epsilon(page.copied(one), page.copied(other)) == pytest.approx(1)
    assert page.epsilon(page.law(10, 4), page.law(12, 4)) == pytest.approx(0.5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_right_answers_are_known_by_no_length(language):
    """Neither the shortest nor the longest, nor too often the second of them by length."""
    places = Counter()
    for one in questions_of(text_of(TITLE, language)):
        right = len(one.options[one.right])
        others = [len(text) for letter, text in one.options.items() if letter != one.right]
        assert min(others) < right < max(others), one.name
        places[sum(other < right for other in others)] += 1
    assert max(places.values()) <= 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_right_answers_do_not_stand_in_the_lessons_word_for_word(language):
    lessons = " ".join(" ".join(numbered_lessons(TITLE, language)).split())
    right = [one.options[one.right].strip(" .") for one in questions_of(text_of(TITLE, language))]
    assert [one for one in right if one in lessons] == []


def test_options_and_answers_in_arabic_begin_with_an_arabic_letter():
    """Else the letter of the option changes places with a number or a sign behind it."""
    text = text_of(TITLE, "ar")
    begun = re.findall(r"^(?:- [a-d]\)|\*\*[a-d]\.\*\*) (.)", text, re.M)
    assert len(begun) == 50
    assert [one for one in begun if not "\u0621" <= one <= "\u064a"] == []


def test_terms_are_explained_where_they_are_first_used():
    """Below an aim or in a lesson, and not in an answer; other languages mark as many."""
    text = until_answers("\n".join(numbered_lessons(TITLE, "en")))
    whole = "\n".join(numbered_lessons(TITLE, "en"))
    prose = re.sub(r"^```.*?^```$|<!--.*?-->", "", whole, flags=re.M | re.S)
    for term in TERMS:
        assert f"*{term}*" in text
        assert prose.index(term) == prose.index(f"*{term}*") + 1, term


@pytest.mark.parametrize("language", LANGUAGES)
def test_as_many_terms_are_marked_in_each_lesson(language):
    marked = [
        [
            len(re.findall(r"(?<!\*)\*[^*\n]+\*(?!\*)", re.sub("```.*?```", "", one, flags=re.S)))
            for one in numbered_lessons(TITLE, tongue)
        ]
        for tongue in (language, "en")
    ]
    assert marked[0] == marked[1]
