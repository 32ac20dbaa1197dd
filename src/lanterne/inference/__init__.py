"""Inference from the data sets of a release: estimates with intervals that hold, or a refusal.

    from lanterne import inference

    sets = inference.open_data_sets("release")
    women, men = ("gender", "Woman"), ("gender", "Man")
    inference.difference_of_shares(sets, ("isForcedLabour", "1"), women, men)

Everything here reads what is public.
"""

from lanterne.inference.combine import About, Combined, combine
from lanterne.inference.data import Answer, DataSets, open_data_sets
from lanterne.inference.foundations import check_cells, check_measured
from lanterne.inference.regression import Regression, Term, logistic_regression
from lanterne.inference.shares import count, difference_of_shares, mean, share

__all__ = [
    "About",
    "Answer",
    "Combined",
    "DataSets",
    "Regression",
    "Term",
    "check_cells",
    "check_measured",
    "combine",
    "count",
    "difference_of_shares",
    "logistic_regression",
    "mean",
    "open_data_sets",
    "share",
]
