"""Text can be read: WCAG 2.2 asks for a contrast of 4.5 of text and 3 of what is drawn."""

from __future__ import annotations

import re

import pytest
from colours import contrast

from lanterne.hub.portal import static

CSS = "".join(path.read_text("utf-8") for path in static.FILES.values() if path.suffix == ".css")


def named(block: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block))


_LIGHT, _DARK = (found[0] for found in re.findall(r":root \{(.*?)\}()", CSS, re.S))
THEMES = {"light": named(_LIGHT), "dark": named(_DARK)}


def test_contrast_is_what_the_standard_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["paper", "card"])
@pytest.mark.parametrize("text", ["ink", "soft", "accent", "alarm"])
def test_text_stands_out(theme, ground, text):
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("drawn", "ground"),
    [
        *[("edge", "paper"), ("edge", "card"), ("ink", "bar"), ("accent", "paper")],
        *[("good", "paper"), ("fair", "paper")],
    ],
)
def test_what_is_drawn_stands_out(theme, drawn, ground):
    assert contrast(THEMES[theme][drawn], THEMES[theme][ground]) >= 3


def test_the_button_can_be_read():
    for theme in THEMES.values():
        assert contrast(theme["paper"], theme["accent"]) >= 4.5


def test_no_colour_stands_outside_the_themes():
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", CSS)) <= {
        colour for theme in THEMES.values() for colour in theme.values()
    }
    assert set(THEMES["light"]) == set(THEMES["dark"])
    assert "url(" not in CSS
    assert "@import" not in CSS


@pytest.mark.parametrize("name", [name for name in static.FILES if name.endswith(".css")])
def test_every_block_of_a_stylesheet_is_closed(name):
    depth = 0
    for mark in re.findall(r"[{}]", static.FILES[name].read_text("utf-8")):
        depth += 1 if mark == "{" else -1
        assert depth >= 0
    assert depth == 0


def test_no_rule_is_written_twice():
    outside = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", CSS)
    selectors = [found.strip() for found in re.findall(r"(?m)^([^{}@/]+)\{", outside)]
    assert sorted({one for one in selectors if selectors.count(one) > 1}) == []
