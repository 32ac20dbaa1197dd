"""ε and δ are accepted only where they mean something."""

import math

import pytest

from lanterne.errors import UsageError
from lanterne.privacy import Budget, default_delta


@pytest.mark.parametrize("epsilon", [0.0, -1.0, math.nan, math.inf, 1e-4, 101.0])
def test_epsilon_out_of_range_is_refused(epsilon):
    with pytest.raises(UsageError, match="Epsilon"):
        Budget(epsilon, 1e-6)


@pytest.mark.parametrize("delta", [0.0, -1e-6, 1.0, 0.5, math.nan, math.inf, 1e-11])
def test_delta_out_of_range_is_refused(delta):
    with pytest.raises(UsageError, match="Delta"):
        Budget(1.0, delta)


@pytest.mark.parametrize(
    ("people", "delta"),
    [
        (0, 1e-6),
        (20_000, 1e-6),
        (100_000, 1e-6),
        (100_001, 1e-7),
        (156_000, 1e-7),
        (1e7, 1e-8),
        (1e12, 1e-10),
    ],
)
def test_default_delta_is_a_power_of_ten_below_one_in_ten_times_the_people(people, delta):
    assert default_delta(people) == delta
    assert delta <= 1 / (10 * max(people, 1)) or delta == 1e-10


@pytest.mark.parametrize("people", [-1.0, math.nan, math.inf])
def test_default_delta_refuses_what_is_no_number_of_people(people):
    with pytest.raises(UsageError, match="people"):
        default_delta(people)
