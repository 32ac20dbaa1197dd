"""What an evaluation or the gate came to, in four languages. Sensitive: for the vault alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lanterne.evaluation import Evaluation, Versus
from lanterne.evaluation.network import NetworkEvaluation, network_findings
from lanterne.gate import OWN, level_of, notes_in_words, reasons_in_words
from lanterne.hub.languages import TAGS
from lanterne.report.verdict import verdict_of
from lanterne.verbs import Gated

Found = Evaluation | NetworkEvaluation | Versus
Document = dict[str, Any]


def summary(found: Found, names: Mapping[str, Mapping[str, str]]) -> Document:
    """The two lights of each release with their reasons, and what may be concluded.

    Args:
        found: What was found.
        names: Language → name of the folder of each release → what a person calls it.

    Returns:
        Language → ``releases``: for each its ``name`` and ``lights``; and ``notes``: title and
        sentences. Of linked tables there are no lights, but sentences.
    """
    return {tag: _in_language(found, names[tag], tag) for tag in TAGS}


def _in_language(found: Found, names: Mapping[str, str], tag: str) -> Document:
    if isinstance(found, NetworkEvaluation):
        sentences = [one.text for one in network_findings(found, tag)]
        return {"releases": [], "notes": [{"title": "", "sentences": sentences}]}
    several = found.evaluations if isinstance(found, Versus) else (found,)
    verdicts = [verdict_of(one, tag) for one in several]
    releases = [
        {
            "name": names.get(one.release or "", ""),
            "lights": [
                {
                    "title": light.title,
                    "level": light.level,
                    "word": light.word,
                    "reasons": [list(reason) for reason in light.reasons],
                }
                for light in verdict.lights
            ],
        }
        for one, verdict in zip(several, verdicts, strict=True)
    ]
    notes = [] if len(verdicts) > 1 else verdicts[0].notes
    return {
        "releases": releases,
        "notes": [{"title": note.title, "sentences": list(note.sentences)} for note in notes],
    }


def gate_summary(gated: Gated) -> Document:
    """Why the gate refuses a release and what to do, or that it lets it pass.

    Returns:
        ``allowed``, ``policy`` with the checksum of its ``content``, and language → ``reasons``
        and ``notes``, each ``what`` and ``advice``.
    """
    words = {
        tag: {
            "reasons": [
                {"what": one.what, "advice": one.advice}
                for one in reasons_in_words(gated.judgement, tag)
            ],
            "notes": [one.what for one in notes_in_words(gated.judgement, tag)],
        }
        for tag in TAGS
    }
    policy = level_of(gated.policy) or OWN
    return {"allowed": gated.allowed, "policy": policy, "content": gated.policy.content, **words}
