"""The verb that measures what a release is worth: evaluate."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne import verbs
from lanterne.cli.language import language_beside
from lanterne.cli.output import (
    print_findings,
    print_json,
)
from lanterne.cli.parameters import Chosen, LongOutput, Words
from lanterne.cli.progress import show_progress
from lanterne.errors import UsageError
from lanterne.messages.punctuation import colon
from lanterne.verbs.requests.option import option
from lanterne.verbs.road import EVALUATING

if TYPE_CHECKING:
    from lanterne.evaluation import Evaluation, Finding, NetworkEvaluation, Versus


@dataclass(frozen=True)
class EvaluateOutput(LongOutput):
    """How an evaluation answers.

    Attributes:
        compare: Whether several releases are put side by side on one page.
    """

    compare: bool = field(default=False, metadata=option())


def one_or_several(words: Words) -> Chosen:
    """Whether releases are to be compared, or one of them evaluated.

    Raises:
        UsageError: Several are given, and nobody says that they are to be compared; or what
            attacks came to is given with several.
    """
    releases = words["releases"]
    if words.get("compare"):
        if "attacks" in words:
            raise UsageError("evaluate.attacks-compared")
        return verbs.CompareRequest, words
    if len(releases) > 1:
        raise UsageError("evaluate.several")
    return verbs.EvaluateRequest, {**words, "release": releases[0]}


def evaluate(request: verbs.EvaluateRequest | verbs.CompareRequest, output: EvaluateOutput) -> None:
    """Measure a release against its cases. The report is SENSITIVE: do not publish it."""
    evaluation: Evaluation | NetworkEvaluation | Versus
    with show_progress(EVALUATING, output.silent) as progress:
        if isinstance(request, verbs.CompareRequest):
            evaluation = verbs.compare(request, progress=progress)
        else:
            evaluation = verbs.evaluate(_with_attacks(request), progress=progress)
    if output.as_json:
        print_json(**evaluation.to_dict())
        return
    spoken, out = language_beside(request.language), Path(str(request.out))
    print_findings("terminal.sensitive.computed", _sentences(evaluation, spoken), out, spoken)


def _with_attacks(request: verbs.EvaluateRequest) -> verbs.EvaluateRequest:
    """The request with what is in the file of attacks that it names."""
    if request.attacks is None:
        return request
    return replace(request, attacks=_read_attacks(Path(str(request.attacks))))


def _read_attacks(path: Path) -> object:
    """The JSON of a report of attacks."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError("evaluate.no-json", path=str(path)) from error


def _sentences(evaluation: Evaluation | NetworkEvaluation | Versus, language: str) -> Iterator[str]:
    """What is said on the screen: the lights, and the figures in words."""
    from lanterne.evaluation import Comparison, Versus  # noqa: PLC0415 - loads Polars
    from lanterne.evaluation.findings import distances_in_words  # noqa: PLC0415

    if isinstance(evaluation, Versus):
        for name, one in zip(evaluation.names, evaluation.evaluations, strict=True):
            yield " · ".join((name, *_lights(one, language)))
            yield distances_in_words(one.comparison, language)
        return
    yield from _lights(evaluation, language)
    own = evaluation.comparison
    yield distances_in_words(own if isinstance(own, Comparison) else own.victims, language)
    yield from (finding.text for finding in _findings(evaluation, language))


def _lights(evaluation: Evaluation | NetworkEvaluation, language: str) -> Iterator[str]:
    """Utility and risk, as words."""
    from lanterne.report.verdict import lights  # noqa: PLC0415 - loads Polars

    for light in lights(evaluation, language):
        yield f"{light.title}{colon(language)} {light.word}"


def _findings(evaluation: Evaluation | NetworkEvaluation, language: str) -> Sequence[Finding]:
    from lanterne.evaluation import NetworkEvaluation, findings, network_findings  # noqa: PLC0415 - loads Polars

    if isinstance(evaluation, NetworkEvaluation):
        return network_findings(evaluation, language)
    return findings(evaluation, language)
