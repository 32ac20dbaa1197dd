"""Attacks of the gate: nine tenths of what a judgement takes, and the same for the same release."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from lanterne.gate import candidate


@contextmanager
def attacked_once() -> Iterator[None]:
    """Whoever judges the same release of the same cases again is told what was found before.

    What an attack finds depends on what it is given alone, its seed among it: see
    ``test_run_attacks.py``. What differs in a byte is attacked anew.
    """
    attack = candidate.run_attacks
    kept: dict[bytes, Any] = {}

    def attacked(*given: Any, **named: Any) -> Any:
        asked = pickle.dumps((given, named))
        if asked not in kept:
            kept[asked] = attack(*given, **named)
        return kept[asked]

    with patch.object(candidate, "run_attacks", attacked):
        yield
