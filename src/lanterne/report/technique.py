"""What a release promises, in a line."""

from __future__ import annotations

from lanterne.evaluation import Promised
from lanterne.messages.numbers import number
from lanterne.report.figures import promise
from lanterne.report.texts import analysis_texts


def technique(promised: Promised, language: str) -> str:
    """ε and δ where there are any, else the method and its k."""
    if promised.epsilon is not None and promised.delta is not None:
        return promise(promised.epsilon, promised.delta, language)
    return technique_name(promised, language)


def technique_name(promised: Promised, language: str) -> str:
    """The method with its ε or k."""
    figures = {"epsilon": promised.epsilon, "k": promised.k}
    said = {k: "–" if v is None else number(v, language) for k, v in figures.items()}
    return analysis_texts(language)[f"technique.{promised.method}"].format(**said)
