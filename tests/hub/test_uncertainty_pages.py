"""Pages of dots and of invented figures: right numbers, in every language, and no claim beyond."""

from __future__ import annotations

import re
import statistics
from urllib.parse import quote

import pytest
from django.utils.translation import override
from portal_visit import page
from shelf import GROUPED, NETWORK, TABLE

from lanterne.hub.languages import number
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.coded import coded
from lanterne.hub.portal.figures.figure import Item
from lanterne.hub.portal.figures.find import plans
from lanterne.hub.portal.figures.numbers import figure_of
from lanterne.hub.portal.published import PublishedCount
from lanterne.hub.portal.uncertainty.renoised import MOST, TIMES, deviation, renoised
from lanterne.hub.portal.uncertainty.spread import spread

LANGUAGES = ("en", "fr", "es", "ar")
NAME = quote(TABLE)


@pytest.fixture(scope="module")
def figures(made):
    """Figures with published counts, of one table and of linked tables."""
    return {
        (name, plan.name): found
        for name in (TABLE, NETWORK)
        for plan in plans(Catalogue(made).get(name))
        if (found := figure_of(plan)).items
    }


def spread_of(found, item: Item, many: int):
    labels = tuple(answer.labels for answer in item.answers)
    return spread(found.plan.people, item.codes, labels, item.published, item.unsaid, many)


def test_dots_have_the_ends_of_the_interval_that_stands_beside_them(figures):
    dotted = 0
    for found in figures.values():
        for item in found.items:
            one = spread_of(found, item, 20)
            if item.published is None or item.unsaid:
                assert (one.dots, one.unsaid, one.svg) == ((), item.unsaid, "")
            elif not one.held:
                dotted += 1
                assert one.dots[0] == item.low
                assert one.dots[-1] == item.high
                assert item.low <= one.middle[0] <= one.middle[1] <= item.high
                fifty = spread_of(found, item, 50).dots
                assert fifty[0] <= item.low
                assert fifty[-1] >= item.high
    assert dotted > 20


def test_a_number_that_was_held_down_to_another_has_no_dots(figures):
    """Of every published pair: whether it equals one of its parts, by looking at all of them."""
    for found in figures.values():
        counts = coded(found.plan.people).published
        for item in found.items if found.plan.across else ():
            if item.published is None or item.unsaid:
                continue
            parts = [counts.of([name], {})[code,].estimate for name, code in item.codes.items()]
            same = any(abs(part - item.published.estimate) < 0.005 for part in parts)
            if same:
                assert spread_of(found, item, 20).held
    alone = PublishedCount(20.0, 14.0, 31.0)  # no noise gives such an interval
    first = next(iter(figures.values()))
    assert spread(first.plan.people, {}, (), alone, None, 20).held


@pytest.mark.parametrize(  # Arabic for all, as numbers turn round there alone
    "language",
    ["ar", *(pytest.param(one, marks=pytest.mark.long) for one in ("en", "fr", "es"))],
)
@pytest.mark.parametrize("many", [20, 50])
def test_the_page_of_a_figure_says_its_dots_in_numbers(hub, figures, language, many):
    name, found = "trend-year", figures[TABLE, "trend-year"]
    address = f"/{language}/releases/{NAME}/figures/{name}/"
    with override(language):
        assert f'href="{address}uncertainty/"' in page(hub, address)
    text = page(hub, f"{address}uncertainty/?dots={many}")
    assert "<script" not in text
    assert "style=" not in text
    drawn = 0
    for item in found.items:
        one = spread_of(found, item, many)
        if one.dots:
            drawn += 1
            ends = "–".join(number(round(dot), language) for dot in (one.dots[0], one.dots[-1]))
            assert f'<bdi dir="ltr">{ends}</bdi>' in text
    assert text.count(f'class="dots of-{many}"') == drawn > 0
    assert text.count('class="anew"') == TIMES
    assert text.count("aria-current") >= 1


def test_other_numbers_of_dots_are_the_fewest(hub):
    address = f"/en/releases/{NAME}/figures/trend-year/uncertainty/"
    for asked in ("?dots=7", "?dots=%00", "?dots=-1", ""):
        assert 'class="dots of-20"' in page(hub, address + asked)


def test_counts_of_the_explorer_with_filters(hub):
    root = f"/en/releases/{NAME}/explore/"
    asked = "?people=people&by=year&by=papers&where[gender]=Woman"
    linked = re.findall(r'href="([^"]+/uncertainty/[^"]+)"', page(hub, root + asked))
    assert len(linked) == 1
    text = page(hub, linked[0].replace("&amp;", "&"))
    assert text.count("<h3") == 2
    assert "where%5Bgender%5D=Woman" in text
    assert page(hub, root + "uncertainty/").count("<h3") == 6
    page(hub, root + "uncertainty/?by=nothing", 400)
    far = "&".join(f"where[{one}]=1" for one in ("threat", "debt")) + "&where[year]=2019"
    page(hub, f"{root}uncertainty/?by=gender&{far}", 404)  # of four together none is published


@pytest.mark.parametrize(
    "address",
    [
        f"/en/releases/{GROUPED}/figures/means-means/uncertainty/",
        f"/en/releases/{GROUPED}/explore/uncertainty/",
        f"/en/releases/{NAME}/figures/nothing/uncertainty/",
        "/en/releases/nobody/explore/uncertainty/",
    ],
)
def test_where_nothing_is_known_of_noise_there_is_no_page(hub, address):
    assert hub.get(address).status_code == 404


def test_of_a_k_method_no_dots_are_shown(hub):
    text = page(hub, f"/en/releases/{GROUPED}/figures/means-means/")
    assert "uncertainty/" not in text
    assert "uncertainty/" not in page(hub, f"/en/releases/{GROUPED}/explore/")


def test_invented_figures_are_the_same_every_time_and_others_for_another_release(figures):
    found = figures[TABLE, "trend-year"]
    first = renoised(found, "0" * 64)
    assert first == renoised(found, "0" * 64)
    other, turned = renoised(found, "1" * 64), renoised(found, "0" * 64, right_to_left=True)
    assert first is not None
    assert other is not None
    assert turned is not None
    assert first.times != other.times
    assert first.times == turned.times
    assert first.svgs != turned.svgs
    assert len(set(first.times)) == len(first.times) == TIMES
    assert all(len(times) == len(first.labels) <= MOST for times in first.times)


def test_fresh_noise_has_the_size_of_the_published_noise_and_no_direction(figures):
    """Pinned as well: what a visitor saw is what every later version draws."""
    found = figures[TABLE, "trend-year"]
    times = [
        drawn
        for mark in range(60)
        if (one := renoised(found, f"{mark:064}")) is not None
        for drawn in one.times
    ]
    items = [item for item in found.items if item.published and not item.unsaid]
    for place, item in enumerate(items):
        assert item.published is not None
        drawn = [one[place] - item.published.estimate for one in times]
        size = deviation(item.published)
        assert statistics.fmean(drawn) == pytest.approx(0, abs=4 * size / len(drawn) ** 0.5 + 0.5)
        assert statistics.pstdev(drawn) == pytest.approx(size, rel=0.12)
    both = [(one[0], one[1]) for one in times]
    assert abs(statistics.correlation(*zip(*both, strict=True))) < 0.15  # each has its own


def test_the_size_of_noise_is_never_taken_too_large():
    plain, selected, held = (
        PublishedCount(50.0, 30.4, 69.6),
        PublishedCount(50.0, 12.0, 69.6),
        PublishedCount(45.0, 30.4, 69.6),
    )
    assert deviation(plain) == pytest.approx(10, abs=0.01)
    assert deviation(selected) == pytest.approx(10, abs=0.01)
    assert deviation(held) == pytest.approx(10, abs=0.01)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_release_shows_its_promise_in_pictures(hub, language):
    text = page(hub, f"/{language}/releases/{NAME}/")
    assert text.count('class="worlds"') == 6
    assert 'data-epsilon="4"' in text
    assert 'class="worlds"' not in page(hub, f"/{language}/releases/{GROUPED}/")
