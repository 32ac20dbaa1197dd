"""Colours of figures can be told apart by people who see fewer colours, by day and by night."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from colour_vision import SIGHTS, distance, lab
from colours import contrast

from lanterne.hub.portal.figures.style import THEMES

LEAST = 12
"""Of CIE 1976: five times what can just be noticed, between colours that stand in one key."""


def test_the_simulation_confuses_what_such_people_confuse():
    """Red and green of one lightness are far apart, and near for who sees no red or green."""
    red, green = "#c8553d", "#7f8a2e"
    assert distance(red, green, "all colours") > 50
    assert distance(red, green, "deuteranopia") < 25
    assert distance("#ffffff", "#000000", "tritanopia") == pytest.approx(100, abs=0.1)
    for sight in SIGHTS:  # grey stays grey
        assert lab("#808080", sight)[1:] == pytest.approx((0, 0), abs=0.5)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
def test_every_step_of_the_map_can_be_told_from_every_other(theme, sight):
    colours = THEMES[theme]
    shown = (*colours.steps, colours.land, colours.paper)
    near = {
        (one, other): round(distance(one, other, sight), 1)
        for one, other in combinations(shown, 2)
        if {one, other} != {colours.land, colours.paper}  # these two have an outline between them
    }
    assert min(near.values()) >= LEAST, sorted(near.items(), key=lambda pair: pair[1])[:3]


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
def test_more_people_are_always_further_from_the_paper(theme, sight):
    """So that the order is seen without any colour, on a screen and on paper."""
    steps = [lab(colour, sight)[0] for colour in THEMES[theme].steps]
    signs = {after > before for before, after in pairwise(steps)}
    assert signs == {theme == "dark"}
    assert all(abs(after - before) >= 8 for before, after in pairwise(steps))


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
def test_bars_their_intervals_and_the_page_can_be_told_apart(theme, sight):
    colours = THEMES[theme]
    for one, other in combinations((colours.bar, colours.ink, colours.paper), 2):
        assert distance(one, other, sight) >= 2 * LEAST
    assert distance(colours.accent, colours.paper, sight) >= 2 * LEAST
    assert contrast(colours.ink, colours.bar) >= 3
