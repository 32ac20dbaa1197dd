"""How large the rings are: the connected components of the graph of victims and perpetrators."""

from __future__ import annotations

import numpy as np

from lanterne.counting.components import component_of
from lanterne.evaluation.network.degrees import total_variation
from lanterne.evaluation.network.measures import ComponentBand, ComponentMeasures
from lanterne.evaluation.network.rows import NetworkRows, Numbers

LOWS = (1, 2, 3, 6, 11, 21, 51, 201, 1_001, 10_001)
"""Smallest size of each band; a victim without perpetrators is alone."""


def component_sizes(rows: NetworkRows) -> Numbers:
    """Number of people in each component, victims and perpetrators together; unordered."""
    people = rows.many_victims + rows.many_perpetrators
    of = component_of(rows.victim, rows.perpetrator + rows.many_victims, people)
    sizes: Numbers = np.bincount(of, minlength=1).astype(np.int64)
    return sizes[sizes > 0]


def measure_components(real: Numbers, released: Numbers) -> ComponentMeasures:
    """Compare the sizes of components.

    Args:
        real: Sizes in the cases.
        released: Sizes in what is compared with them.
    """
    rings_real, people_real = _by_band(real)
    rings_released, people_released = _by_band(released)
    highs = (*(low - 1 for low in LOWS[1:]), None)
    bands = tuple(
        ComponentBand(
            low=low,
            high=high,
            rings_real=int(rings_real[i]),
            rings_released=int(rings_released[i]),
            people_real=int(people_real[i]),
            people_released=int(people_released[i]),
            share_real=int(people_real[i]) / max(int(real.sum()), 1),
            share_released=int(people_released[i]) / max(int(released.sum()), 1),
        )
        for i, (low, high) in enumerate(zip(LOWS, highs, strict=True))
        if rings_real[i] or rings_released[i]
    )
    return ComponentMeasures(
        rings_real=len(real),
        rings_released=len(released),
        largest_real=int(real.max(initial=0)),
        largest_released=int(released.max(initial=0)),
        distance=total_variation(people_real, people_released),
        bands=bands,
    )


def _by_band(sizes: Numbers) -> tuple[Numbers, Numbers]:
    """Number of components and of people in each band."""
    band = np.digitize(sizes, LOWS) - 1
    rings: Numbers = np.bincount(band, minlength=len(LOWS)).astype(np.int64)
    people: Numbers = np.bincount(band, sizes, minlength=len(LOWS)).astype(np.int64)
    return rings, people
