"""Wrapped pages say the same: only the places where lines end change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.release.wrapping import WIDTH, wrapped

LONG = "word " * 60
KEPT = ("# " + LONG, "| " + LONG, "<a " + LONG, "---", "```\n- " + LONG + "\n" + LONG + "\n```")


@pytest.mark.parametrize("text", KEPT)
def test_what_is_kept_as_it_stands(text: str) -> None:
    assert wrapped(f"{text}\n\nnext") == f"{text}\n\nnext"


def test_paragraphs_and_items() -> None:
    lines = wrapped(f"{LONG}\n- {LONG}\n  {LONG}\n- short\n\nend\n").split("\n")
    assert max(map(len, lines)) <= WIDTH
    items = [line for line in lines if line.startswith("- ")]
    assert items[-1] == "- short"
    assert len(items) == 2
    assert all(line.startswith(("- ", "  ")) for line in lines[3:-3])
    assert lines[-3:] == ["", "end", ""]


def test_a_narrow_blank_is_part_of_its_number() -> None:
    lines = wrapped("x" * (WIDTH - 4) + " 21\u202f000 lignes").split("\n")
    assert lines[1] == "21\u202f000 lignes"


@pytest.mark.parametrize("mark", ["- a", "# a", "3. a", "| a", "> a"])
def test_no_line_comes_to_begin_with_a_mark(mark: str) -> None:
    text = "x" * WIDTH + " " + mark
    assert wrapped(text) == text


@given(st.lists(st.text("ab-#|1. `*", max_size=130), max_size=8))
def test_every_word_stays(lines: list[str]) -> None:
    assert wrapped("\n".join(lines)).split() == "\n".join(lines).split()
