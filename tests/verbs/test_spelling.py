"""Values of requests as words of a command line, and back."""

import pytest

from lanterne.errors import UsageError
from lanterne.verbs import AnonymiseRequest, ProtectRequest, RiskRequest
from lanterne.verbs.requests.option import described
from lanterne.verbs.requests.spelling import value_of, words_of

EPSILON, BOUNDS = (described(ProtectRequest)[name] for name in ("epsilon", "bounds"))
IGNORE, WIDER = (described(RiskRequest)[name] for name in ("ignore", "wider"))


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
    given = value_of(EPSILON, [text])
    assert given == said
    assert not isinstance(given, dict) or list(given) == list(said)  # the first is the primary one
    assert value_of(EPSILON, words_of(EPSILON, given)) == said


@pytest.mark.parametrize(
    "text", ["", "four", "4,5", "victim", "victim=", "=4", "victim=4,", "victim=x", "4,victim=4"]
)
def test_epsilons_that_cannot_be(text):
    with pytest.raises(UsageError, match=r"--epsilon cannot be .*victim=4,perpetrator=8"):
        value_of(EPSILON, [text])


def test_bounds():
    assert value_of(BOUNDS, ["victim=8,perpetrator=10"]) == {"victim": 8, "perpetrator": 10}
    for text in ("8", "victim=2.5", "victim", "victim=many", ""):
        with pytest.raises(UsageError, match=r"--bound cannot be .*whole number"):
            value_of(BOUNDS, [text])


def test_a_unit_has_one_number():
    with pytest.raises(UsageError, match="names the victim twice"):
        value_of(EPSILON, ["victim=4,victim=5"])
    with pytest.raises(UsageError, match="names the victim twice"):
        value_of(BOUNDS, ["victim=4,perpetrator=3,victim=4"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a"], ["a"]),
        (["a", "b"], ["a", "b"]),
        (["a, b"], ["a", "b"]),
        (["a,b", "c"], ["a", "b", "c"]),
        (['"Note, other"'], ["Note, other"]),
        (['"say ""no""",b'], ['say "no"', "b"]),
        (["المسار"], ["المسار"]),
        ([" ", ","], []),
    ],
)
def test_lists_are_repeated_or_have_commas(words, said):
    assert value_of(IGNORE, words) == said
    assert value_of(IGNORE, words_of(IGNORE, said)) == said


def test_levels_are_repeated_or_have_commas():
    assert value_of(WIDER, ["age=1", "country=2,year=1"]) == {"age": 1, "country": 2, "year": 1}
    assert value_of(WIDER, ["a=b=2"]) == {"a=b": 2}
    for text in ("age", "age=", "=1", "age=x"):
        with pytest.raises(UsageError, match="--wider must be COLUMN=LEVEL"):
            value_of(WIDER, [text])


def test_a_length_is_a_number_or_rows():
    length = described(AnonymiseRequest)["length"]
    assert value_of(length, ["2"]) == 2
    assert value_of(length, ["rows"]) == "rows"
    with pytest.raises(UsageError, match="--length cannot be 'x'"):
        value_of(length, ["x"])
