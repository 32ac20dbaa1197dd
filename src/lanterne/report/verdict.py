"""The first page: two traffic lights and what they mean, for people who have to decide."""

from __future__ import annotations

from collections.abc import Iterator

from lanterne.evaluation import Evaluation, Light, plain_words
from lanterne.evaluation.network import NetworkEvaluation
from lanterne.evaluation.summary import looks_in_words, reason_in_words
from lanterne.report.parts import LightView, Note, Verdict
from lanterne.report.texts import analysis_texts


def verdict_of(evaluation: Evaluation, language: str) -> Verdict:
    """The first page of a report."""
    words, plain = analysis_texts(language), plain_words(evaluation, language)
    return Verdict(
        title=words["verdict"],
        lights=tuple(lights(evaluation, language)),
        why=words["verdict.why"],
        notes=(
            Note("changed", words["changed"], plain.changed),
            Note("may", words["may"], plain.may),
            Note("may_not", words["may_not"], plain.may_not),
            Note("looks", words["looks"], plain.looks),
        ),
    )


def network_verdict(evaluation: NetworkEvaluation, language: str) -> Verdict:
    """The first page of a report on linked tables: the lights, and that somebody has looked."""
    words = analysis_texts(language)
    looks = tuple(looks_in_words(evaluation.looks, language))
    return Verdict(
        title=words["verdict"],
        lights=tuple(lights(evaluation, language)),
        why=words["verdict.why"],
        notes=(Note("looks", words["looks"], looks),),
    )


def lights(evaluation: Evaluation | NetworkEvaluation, language: str) -> Iterator[LightView]:
    """Utility and risk."""
    yield _light("utility", evaluation.utility, language)
    yield _light("risk", evaluation.risk, language)


def _light(of: str, light: Light, language: str) -> LightView:
    words = analysis_texts(language)
    return LightView(
        title=words[f"verdict.{of}"],
        level=str(light.level),
        word=words[f"level.{of}.{light.level}"],
        reasons=tuple(
            (str(one.level), words[f"level.{of}.{one.level}"], reason_in_words(one, language))
            for one in light.reasons
        ),
    )
