"""The language that the terminal speaks."""

from __future__ import annotations

import os
import re

from lanterne.errors import LanterneError
from lanterne.messages import Message, say, spoken

VARIABLE = "LANTERNE_LANGUAGE"
"""Environment variable: ``fr``, ``es`` or ``ar``; without it the terminal speaks English."""


def language() -> str:
    """The language of whoever sits at the terminal."""
    return spoken(re.split("[^a-z]", os.environ.get(VARIABLE, "en").lower())[0])


def told(code: str, /, **gaps: Message | str | int | tuple[Message, ...]) -> str:
    """A message in the language of the terminal."""
    return say(Message(code, gaps), language())


def error_told(error: LanterneError) -> str:
    """What an error says, behind a word for what kind of error it is."""
    kind = {2: "usage", 3: "refused"}.get(error.exit_code, "problem")
    return told(f"terminal.{kind}", what=Message(error.says(language())))
