"""Numbers that are given alone, or one for each unit."""

import pytest

from lanterne.cli.amounts import bounds, epsilons
from lanterne.errors import UsageError


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("4", 4.0),
        (" 0.5 ", 0.5),
        ("victim=4", {"victim": 4.0}),
        ("victim=4,perpetrator=8.5", {"victim": 4.0, "perpetrator": 8.5}),
        (" household = 2 , victim = 4 ", {"household": 2.0, "victim": 4.0}),
    ],
)
def test_epsilons(text, said):
    given = epsilons(text)
    assert given == said
    assert not isinstance(given, dict) or list(given) == list(said)  # the first is the primary one


@pytest.mark.parametrize(
    "text", ["", "four", "4,5", "victim", "victim=", "=4", "victim=4,", "victim=x", "4,victim=4"]
)
def test_epsilons_that_cannot_be(text):
    with pytest.raises(UsageError, match=r"--epsilon cannot be .*victim=4,perpetrator=8"):
        epsilons(text)


def test_bounds():
    assert bounds(None) == {}
    assert bounds("victim=8,perpetrator=10") == {"victim": 8, "perpetrator": 10}
    for text in ("8", "victim=2.5", "victim", "victim=many", ""):
        with pytest.raises(UsageError, match=r"--bound cannot be .*whole number"):
            bounds(text)


def test_a_unit_has_one_number():
    with pytest.raises(UsageError, match="names the victim twice"):
        epsilons("victim=4,victim=5")
    with pytest.raises(UsageError, match="names the victim twice"):
        bounds("victim=4,perpetrator=3,victim=4")
