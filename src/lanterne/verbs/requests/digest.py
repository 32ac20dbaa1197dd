"""A digest of what was asked for: the ledger keeps it, and no case is in it."""

# ruff: noqa: PLC0415 - both load Polars, and a request is made without it

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lanterne.verbs.requests.option import Described, described
from lanterne.verbs.requests.spelling import words_of

LEFT_OUT = (
    *("cases", "out", "ledger", "seen"),  # where things are, and when somebody looked
    *("mapping", "duplicates", "harmonised_by"),  # names of files
    *("subject_id", "ignore", "household"),  # columns that are never published
    *("runner", "master"),  # who does the work, which makes no difference
)
"""Fields that are not in it: others may see it who may not see these."""


def digest_of(request: Any) -> str:
    """SHA-256 of the choices of a request, as canonical JSON, in hexadecimal digits.

    The same choices have one digest, wherever and in which order they were given: each is spelt as
    the command line spells it, and what is not given is left out. Of a codebook that was read its
    content counts, of another its name.
    """
    from lanterne.release.folder import sha256_of

    asked = {
        name: _spelt(field, getattr(request, name))
        for name, field in described(type(request)).items()
        if name not in LEFT_OUT and getattr(request, name) is not None
    }
    return sha256_of(asked)


def _spelt(field: Described, value: Any) -> list[str]:
    if field.field == "codebook" and not isinstance(value, str | Path):
        from lanterne.codebook import codebook_to_dict
        from lanterne.release.folder import sha256_of

        return [sha256_of(codebook_to_dict(value))]
    if isinstance(value, bool):
        return [str(value)]
    if field.field == "bounds" and isinstance(value, Mapping):
        value = dict(sorted(value.items()))  # of epsilon the order is a choice: the first leads
    return words_of(field, value)
