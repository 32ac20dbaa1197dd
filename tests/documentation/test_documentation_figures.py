"""Figures to play with say what the program computes, with a script and without."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from statistics import NormalDist, median
from typing import Any

import numpy as np
import pytest

from chromium import faults_of, needs_chromium, visitors
from lanterne.documentation import figures
from lanterne.documentation.figures import COUNTS, DELTA, EPSILONS, FEW, FIGURES, NOISE, context_of
from lanterne.documentation.frame import figure
from lanterne.messages import LANGUAGES
from lanterne.messages.languages import apart
from lanterne.messages.numbers import number, power
from lanterne.privacy.noise import discrete_gaussian
from lanterne.privacy.worlds import belief, detected, icons
from lanterne.synthesis.engine import DIAL

ROOT = Path(__file__).parents[2]

WHERE = {"worlds": "my-story", "dial": "from-sheet-to-release", "noise": "reading-a-release"}

OF_AXE = ("Connecting to 'file:", "Couldn't load preload assets")


@pytest.fixture
def visitor(browser: Any, site: Path) -> Iterator[Any]:
    with visitors(browser, site.as_uri(), OF_AXE) as come:
        yield come


def page_with(name: str, language: str, site: Path) -> str:
    ending = "html" if language == "en" else f"{language}.html"
    return f"{site.as_uri()}/learn/{WHERE[name]}.{ending}"


def numbers_in(text: str) -> list[int]:
    return [int(one) for one in re.findall(r"\d+", text)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FIGURES)
def test_each_stands_in_its_course_in_every_language(site, name, language):
    path = page_with(name, language, site).removeprefix("file://")
    assert Path(path).read_text("utf-8").count(figure(name, language)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_worlds_are_those_of_the_limits(language):
    panels = context_of("worlds", language)["panels"]
    assert len(panels) == len(EPSILONS)
    for epsilon, panel in zip(EPSILONS, panels, strict=True):
        assert power(epsilon, language) in panel.label
        named, guessed = panel.pairs
        assert numbers_in(named.before.said) == [1, 100]
        assert numbers_in(named.after.said) == [icons(detected(epsilon, DELTA, 0.01)), 100]
        assert numbers_in(guessed.before.said) == [50, 100]
        assert numbers_in(guessed.after.said) == [icons(belief(epsilon, DELTA, 0.5)), 100]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dial_has_the_thresholds_of_the_program(language):
    """And as many reach them as by the law of the noise, which is computed in another way here."""
    panels = context_of("dial", language)["panels"]
    for (dial, thresholds), panel in zip(DIAL.items(), panels, strict=True):
        least = math.ceil(max(thresholds.pair * NOISE, thresholds.floor))
        assert dial.value in panel.label
        assert numbers_in(panel.label) == [least]
        (pair,) = panel.pairs
        for shown, people in ((pair.before, 0), (pair.after, FEW)):
            law = {step: math.exp(-(step**2) / (2 * NOISE**2)) for step in range(-200, 201)}
            reached = sum(weight for step, weight in law.items() if people + step >= least)
            share = 100 * reached / sum(law.values())
            assert shown.filled == pytest.approx(share, abs=0.6)
            assert shown.filled in numbers_in(shown.said)
            assert people == 0 or people in numbers_in(shown.said)


@pytest.mark.parametrize("answers", [1, 2])
def test_the_noise_is_as_large_as_the_errors_of_estimates_of_meridia(answers):
    """The median of its estimates, but for intervals that are cut at zero."""
    with (ROOT / "docs/learn/meridia/counts.csv").open(encoding="utf-8") as file:
        lines = [one for one in csv.DictReader(file) if int(one["length"]) == answers]
    ends = [(float(one["estimate_low"]), float(one["estimate_high"])) for one in lines]
    reach = NormalDist().inv_cdf(0.975)
    deviations = [(high - low) / 2 / reach for low, high in ends if low > 0]
    assert len(deviations) > 10
    assert round(median(deviations)) == NOISE


def test_noise_stays_within_the_numbers_as_often_as_they_say():
    """Of 20,000 draws of the program: fails by chance less than once in a million times."""
    drawn = discrete_gaussian(np.zeros(20_000, np.int64), Fraction(NOISE))
    within = [
        float(np.mean(np.abs(drawn) <= far)) for far in (figures.reach(), figures.reach() - 2)
    ]
    assert within[0] > 0.95
    assert within[1] < 0.95  # so smaller numbers would not do


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_of_the_noise_follow_from_it(language):
    far = figures.reach()
    for people, row in zip(COUNTS, context_of("noise", language)["rows"], strict=True):
        assert row.people == number(people, language)
        assert row.low == apart(number(people - far, language), language)
        assert row.high == number(people + far, language)
        share = float(re.sub(r"[^\d.]", "", row.share.replace(",", ".")))
        assert share == pytest.approx(100 * far / people, rel=0.02)


@needs_chromium
@pytest.mark.parametrize("name", ["worlds", "dial"])
def test_one_setting_is_shown_and_another_can_be_chosen(visitor, site, name):
    page = visitor(reduced_motion="reduce")
    page.goto(page_with(name, "ar", site))
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    buttons, panels = page.locator(".chosen button"), page.locator(".panel")
    assert buttons.count() == panels.count() > 2
    for place in (0, panels.count() - 1):
        buttons.nth(place).focus()
        page.keyboard.press("Enter")
        seen = [one for one in range(panels.count()) if panels.nth(one).is_visible()]
        assert seen == [place]
        pressed = buttons.evaluate_all("all => all.map(one => one.getAttribute('aria-pressed'))")
        assert [one == "true" for one in pressed] == [one == place for one in range(len(pressed))]
    assert faults_of(page, ((390, "light"),)) == []
    page.emulate_media(media="print")
    assert all(panels.nth(one).is_visible() for one in range(panels.count()))
    assert not buttons.first.is_visible()


@needs_chromium
def test_what_the_browser_draws_is_as_spread_as_the_figure_says(visitor, site):
    """Of 2,000 draws each: fails by chance less than once in a million times."""
    page = visitor(reduced_motion="reduce")
    page.goto(page_with("noise", "en", site))
    drawn = page.evaluate("""() => Array.from({length: 200}, () => {
      document.querySelector('.draws button').click();
      return [...document.querySelectorAll('.results li .number')].map(one => one.textContent);
    })""")
    numbers = np.array(
        [[int(re.sub("[^−\\d]", "", one).replace("−", "-")) for one in row] for row in drawn]
    )
    for part, people in ((numbers[:, :10], COUNTS[0]), (numbers[:, 10:], COUNTS[-1])):
        assert part.shape == (200, 10)
        assert abs(part.mean() - people) < 1
        assert abs(part.std() - NOISE) < NOISE / 8
    told = page.locator(".draws [aria-live]").inner_text()
    said = [int(one.replace(",", "").replace("−", "-")) for one in re.findall(r"−?\d[\d,]*", told)]
    last = numbers[-1]
    assert said == [
        *(COUNTS[0], last[:10].min(), last[:10].max()),
        *(COUNTS[-1], last[10:].min(), last[10:].max()),
    ]


@needs_chromium
@pytest.mark.parametrize("name", FIGURES)
def test_without_scripts_all_of_it_is_there(visitor, site, name):
    page = visitor(java_script_enabled=False)
    page.goto(page_with(name, "fr", site))
    for fold in range(page.locator("details:has(.play) > summary").count()):
        page.locator("details:has(.play) > summary").nth(fold).click()
    said = page.locator(".play figcaption, .play td")
    assert said.count() >= 6
    assert all(said.nth(one).is_visible() for one in range(said.count()))
    assert page.locator(".play button").count() == 0
