"""Has pictures drawn by a process of its own, which lives as long as pictures are asked for."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress

from lanterne.hub.portal.figures.picture import Order

TIME_LIMIT = 20.0
"""Seconds that one picture may take; then the process is ended."""

_KEPT_ENVIRONMENT = (
    *("PATH", "PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "HOME"),
    *("SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH"),
)
"""What the process needs; secrets that the server may have been given stay with it."""


class DrawingError(Exception):
    """A picture could not be drawn now."""


class Renderer:
    """A process that draws one picture after the other; for one thread at a time.

    It takes half a second to begin and some hundredths for each picture, so it is kept. It ends by
    itself when nothing was asked of it for a while, and with the process that began it.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._number = 0

    def render(self, order: Order, *, png: bool) -> bytes:
        """The picture, as PNG or as SVG.

        Raises:
            DrawingError: It cannot be drawn, or took longer than :data:`TIME_LIMIT`.
        """
        self._number += 1
        values = {**order.values(), "png": png, "number": self._number}
        asked = json.dumps(values).encode() + b"\n"
        known, line = self._process, b""
        if known is not None:
            line = self._answer(known, asked)
        if not line and self._process is None:  # there was none, or it had ended by itself
            line = self._answer(self._begin(), asked)
        text = self._told(line) if line.endswith(b"\n") else None
        if text is None:
            raise DrawingError
        return base64.b64decode(text) if png else text.encode()

    def _told(self, line: bytes) -> str | None:
        """What it drew for this order; one that answers something else is ended.

        Else each order after it would be answered with the picture of the one before, and kept.
        """
        try:
            number, text = json.loads(line)
            if number == self._number and (text is None or isinstance(text, str)):
                return text
        except (ValueError, TypeError):
            pass
        self.end()
        return None

    def _begin(self) -> subprocess.Popen[bytes]:
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "lanterne.hub.portal.figures.render_process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ},
            )
        except OSError as error:
            raise DrawingError from error
        return self._process

    def _answer(self, process: subprocess.Popen[bytes], asked: bytes) -> bytes:
        """The line that it answers with; nothing, or not all of it: it has ended, or was ended.

        One that was ended for the time it took is not begun anew for the same picture.
        """
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        limit = threading.Timer(TIME_LIMIT, end)
        limit.start()
        line = b""
        try:
            with suppress(OSError):
                process.stdin.write(asked)
                process.stdin.flush()
                line = process.stdout.readline()
        except BaseException:  # an answer that nobody read would be taken for the next one
            self.end()
            raise
        finally:
            limit.cancel()
        if not line.endswith(b"\n") or late.is_set():
            self.end()
            if late.is_set():
                raise DrawingError
        return line

    def end(self) -> None:
        """End the process, if there is one; the next picture begins another."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was not read is lost with it
                    stream.close()
        process.wait()
