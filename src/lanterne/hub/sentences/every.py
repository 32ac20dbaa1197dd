"""All sentences together, and the few words that may stand in their gaps."""

from __future__ import annotations

from collections.abc import Mapping

from lanterne.hub.sentences.cases import OF_CASES
from lanterne.hub.sentences.codebooks import OF_CODEBOOKS
from lanterne.hub.sentences.linked import OF_LINKED_TABLES
from lanterne.hub.sentences.parts import KINDS, MEANINGS, REASONS
from lanterne.hub.sentences.releases import OF_RELEASES
from lanterne.hub.sentences.work import OF_WORK

SENTENCES = OF_CASES + OF_CODEBOOKS + OF_LINKED_TABLES + OF_WORK + OF_RELEASES
"""All of them; of several that fit, the one with most words of its own is taken."""

PARTS: Mapping[str, tuple[str, ...]] = {"kind": KINDS, "meanings": MEANINGS, "why": REASONS}
"""Gap → words that may stand in it, which are translated too."""

OPEN = frozenset({"why"})
"""Gaps of these that may hold other words as well."""
