"""Analyses that users of such data make, done on the cases and on the release. Sensitive."""

from lanterne.evaluation.analyses.analyse import Analyses, analyse, analyse_frames
from lanterne.evaluation.analyses.counted import AnalysisCounts, CountAnalyses
from lanterne.evaluation.analyses.odds import Agreement, OddsRatio
from lanterne.evaluation.analyses.questions import Questions, Split, questions_of
from lanterne.evaluation.analyses.routes import Route, Routes
from lanterne.evaluation.analyses.trends import Trend, Trends, YearCount

__all__ = [
    "Agreement",
    "Analyses",
    "AnalysisCounts",
    "CountAnalyses",
    "OddsRatio",
    "Questions",
    "Route",
    "Routes",
    "Split",
    "Trend",
    "Trends",
    "YearCount",
    "analyse",
    "analyse_frames",
    "questions_of",
]
