"""The page of a promise in pictures: right numbers, whole words, nothing to run, the same bytes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from forged import altered
from lanterne.messages import LANGUAGES
from lanterne.privacy.worlds import belief, detected
from lanterne.release import load_release, verify_release
from lanterne.release.icon_array import icon_array
from lanterne.release.pages_check import pages_problems
from lanterne.release.worlds import GUESSES, WRONGLY, promised, promised_by
from lanterne.release.worlds_page import FILE, promise_page, worlds_in_html


def dots(svg: str, kind: str) -> list[tuple[int, int]]:
    (path,) = (one for one in ElementTree.fromstring(svg) if one.get("class") == kind)
    return [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h", path.get("d") or "")]


@pytest.mark.parametrize("filled", [0, 1, 9, 10, 74, 100])
def test_a_hundred_icons_of_which_so_many_are_filled(filled: int) -> None:
    svg = icon_array(filled)
    assert len(dots(svg, "with")) == filled
    assert len({*dots(svg, "with"), *dots(svg, "without")}) == 100
    assert dots(svg, "hole") == dots(svg, "without")
    assert dots(svg, "with") == sorted(dots(svg, "with"), key=lambda place: (place[1], place[0]))


def test_from_right_to_left_the_picture_is_mirrored() -> None:
    plain, turned = icon_array(13), icon_array(13, right_to_left=True)
    width = int(re.findall(r"viewBox=\"0 0 (\d+)", plain)[0])
    assert [(width - x, y) for x, y in dots(plain, "with")] == dots(turned, "with")


@pytest.mark.parametrize("wrong", [-1, 101])
def test_no_other_number_of_icons_can_be_filled(wrong: int) -> None:
    with pytest.raises(ValueError, match="cannot be filled"):
        icon_array(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("epsilon", "delta"), [(0.5, 1e-6), (2.0, 1e-3), (4.0, 1e-6), (12.0, 0.1)])
def test_no_picture_shows_less_than_can_be_learnt(
    language: str, epsilon: float, delta: float
) -> None:
    bounds = [(WRONGLY, detected(epsilon, delta, WRONGLY / 100))]
    bounds += [(chance, belief(epsilon, delta, chance / 100)) for chance in GUESSES]
    found = promised_by("whole", "victim", epsilon, delta, language)
    for pair, (before, bound) in zip(found.pairs, bounds, strict=True):
        assert pair.before.filled == before
        assert 100 * bound <= pair.after.filled < 100 * bound + 1
        assert len(dots(pair.after.svg, "with")) == pair.after.filled
        assert str(pair.after.filled) in pair.after.said
        assert str(pair.before.filled) in pair.before.said
        assert str(pair.after.filled) in pair.text
        assert bool(pair.note) == (pair.after.filled == 100)
        for text in (pair.title, pair.text, pair.before.said, pair.after.said):
            assert "{" not in text


def test_the_whole_ledger_is_shown_where_it_holds_more(release: Path) -> None:
    statement = load_release(release, rows=False).statement
    assert statement is not None
    assert len(promised(replace(statement, epsilon_total=statement.epsilon), "en")) <= 2
    more = replace(statement, epsilon_total=2 * statement.epsilon, releases=2)
    whole, total = promised(more, "en")
    assert (whole.epsilon, total.epsilon) == (statement.epsilon, 2 * statement.epsilon)
    alone = replace(
        statement, epsilon_total=statement.epsilon, delta_total=statement.delta, releases=1
    )
    assert len(promised(alone, "en")) == 1


def test_the_page_of_a_release_needs_nothing_and_follows_from_its_statement(release: Path) -> None:
    text = (release / FILE).read_text("utf-8")
    loaded = load_release(release, rows=False)
    assert loaded.statement is not None
    assert text == promise_page(loaded.statement, loaded.codebook.title)
    assert not re.search(r"<script|https?:|url\(|@import|style=|\son\w+=", text)
    for language in LANGUAGES:
        body = worlds_in_html(promised(loaded.statement, language), language)
        assert f'<article id="{language}" lang="{language}"' in text
        assert body in text
    assert text.count('dir="rtl"') == 1


def test_a_page_that_promises_something_else_is_found(release: Path) -> None:
    page = release / FILE
    text = page.read_text("utf-8")
    page.write_text(re.sub(r'data-epsilon="[^"]+"', 'data-epsilon="0.01"', text), "utf-8")
    altered(release, lambda _statement: None)
    (problem,) = verify_release(release).problems
    assert problem.place.file == FILE
    page.unlink()
    statement = json.loads((release / "privacy.json").read_text("utf-8"))
    assert pages_problems(release, statement) == ((), ())  # as releases by earlier versions are
