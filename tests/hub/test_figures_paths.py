"""Paths of pictures written shorter lead to the same places, to a tenth of a pixel."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.hub.portal.figures.render_process import shorter

PLACES = st.floats(-2000, 2000).map(lambda number: round(number, 3))
RINGS = st.lists(st.tuples(PLACES, PLACES), min_size=1, max_size=9)
NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)")


def written(rings: list[list[tuple[float, float]]], end: str) -> str:
    """Closed or open lines, as what draws maps writes them."""
    parts = []
    for ring in rings:
        (first, *others) = (f"{x:g},{y:g}" for x, y in ring)
        parts.append(f"M{first}" + "".join(f"L{one}" for one in others) + end)
    return "".join(parts)


def ends(path: str) -> list[list[tuple[int, int]]]:
    """The ends of all lines in tenths, by the rules of SVG: M, l and Z, commands said once."""
    rings = []
    for part in re.findall(r"M[^M]*", path):
        start, _, steps = part.removeprefix("M").rstrip("Z").partition("l")
        (x, y), way = (tenths(text) for text in (start, steps))
        ring = [(x, y)]
        for across, down in zip(way[::2], way[1::2], strict=True):
            x, y = x + across, y + down
            ring.append((x, y))
        rings.append(ring)
    return rings


def tenths(text: str) -> list[int]:
    assert NUMBER.sub("", text).strip(" ,") == ""
    return [round(float(number) * 10) for number in NUMBER.findall(text)]


@given(st.lists(RINGS, min_size=1, max_size=4), st.sampled_from(["", "Z"]))
def test_every_line_ends_where_it_did(rings, end):
    short = shorter(written(rings, end))
    expected = []
    for ring in rings:
        places = [(round(float(f"{x:g}") * 10), round(float(f"{y:g}") * 10)) for x, y in ring]
        moved = [one for one, before in zip(places[1:], places, strict=False) if one != before]
        expected.append([places[0], *moved])
    assert ends(short) == expected


def test_a_border_takes_half_as_much():
    path = "M418.81,216.32L418.42,213.51L419.33,213.44L420.25,212.31L421.12,210.72Z"
    assert shorter(path) == "M418.8,216.3l-.4-2.8 .9-.1 .9-1.1 .9-1.6Z"


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("M1.26,2.04C3.11,4 5,-6.123 7,8", "M1.3,2C3.1,4 5,-6.1 7,8"),
        ("M0,0h0.25v10h-0.25Z", "M0,0h.2v10h-.2Z"),
        ("M1,2L1.01,2.02", "M1,2"),
        ("", ""),
    ],
)
def test_what_has_other_lines_is_rounded_alone(path, short):
    assert shorter(path) == short
