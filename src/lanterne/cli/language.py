"""The language that the terminal speaks."""

from __future__ import annotations

import os
import re

from lanterne.messages import Message, Parameter, say, spoken

VARIABLE = "LANTERNE_LANGUAGE"
"""Environment variable: ``fr``, ``es`` or ``ar``; without it the terminal speaks English."""


def language() -> str:
    """The language of whoever sits at the terminal."""
    return spoken(re.split("[^a-z]", os.environ.get(VARIABLE, "en").lower())[0])


def told(code: str, /, **gaps: Parameter) -> str:
    """A message in the language of the terminal."""
    return say(Message(code, gaps), language())
