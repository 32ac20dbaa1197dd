"""A digest of what was asked for: the ledger keeps it, and it says nothing of the cases."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from lanterne.verbs.requests.option import Described, described
from lanterne.verbs.requests.spelling import words_of

PLACES = ("cases", "out", "ledger", "seen")
"""Fields that say where things are, or when they were looked at: another computer has others."""


def digest_of(request: Any) -> str:
    """SHA-256 of the choices of a request, as canonical JSON, in hexadecimal digits.

    Requests that were given the same have one digest, wherever the cases are: each field is spelt
    as the command line spells it, what is not given is left out, and of a codebook its name counts.
    """
    asked = {
        name: _spelt(field, getattr(request, name))
        for name, field in described(type(request)).items()
        if name not in PLACES and getattr(request, name) is not None
    }
    text = json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _spelt(field: Described, value: Any) -> list[str]:
    if field.field == "codebook":
        return [Path(value).stem if isinstance(value, str | Path) else value.name]
    return [str(value)] if isinstance(value, bool) else words_of(field, value)
