"""What the server writes when it fails: kind and place, never what was asked or found."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path


class PlaceOnly(logging.Formatter):
    """One line for an error: its kind, file and line; no message, for it may hold an answer."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        kind, error, trace = record.exc_info or (None, None, None)
        if kind is None or error is None or trace is None:
            return f"{record.levelname}: {record.name}"
        place = traceback.extract_tb(trace)[-1]
        file = Path(place.filename).name
        return f"{record.levelname}: {kind.__name__} in {file}, line {place.lineno}"
