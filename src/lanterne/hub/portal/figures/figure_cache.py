"""The figures of a release, counted once: a release never changes under its mark."""

from __future__ import annotations

import threading
from collections import OrderedDict

from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures.figure import Figure, Plan
from lanterne.hub.portal.figures.find import plans
from lanterne.hub.portal.figures.numbers import figure_of

MOST_KEPT = 128
"""Figures in memory; those that were not asked for longest go."""

_lock = threading.Lock()
_figures: OrderedDict[tuple[str, str], Figure] = OrderedDict()


def figure(edition: Edition, plan: Plan) -> Figure:
    """A figure of a release, with its numbers."""
    key = (edition.mark, plan.name)
    with _lock:
        if key in _figures:
            _figures.move_to_end(key)
            return _figures[key]
    made = figure_of(plan)
    with _lock:
        _figures[key] = made
        while len(_figures) > MOST_KEPT:
            _figures.popitem(last=False)
    return made


def figures(edition: Edition) -> tuple[Figure, ...]:
    """All figures of a release that have something to show."""
    made = (figure(edition, plan) for plan in plans(edition))
    return tuple(one for one in made if one.items)
