"""Ctrl-C: whatever becomes of it on its way, the program stops and says so.

Python raises it wherever the program happens to be. In a destructor it is printed and lost; a
library that is being loaded, or compiles, makes another error of it.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
import time
from typing import Any

AGAIN = 0.3
"""Seconds in which pressing again is the same: what was spent is being found out. One that was
lost is raised again after them."""

_pressed: list[float] = []
"""When it was pressed."""


def listen() -> None:
    """From now on Ctrl-C is remembered, unless whoever started the program wants it not heard."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _press)
    sys.unraisablehook = _not_lost


def is_a_stop(error: BaseException) -> bool:
    """Whether an error came of Ctrl-C: once it was pressed, none is a fault of anything else."""
    return isinstance(error, KeyboardInterrupt) or bool(_pressed)


def listen_no_more() -> None:
    """All is done, or all is told: only the end is left, and nothing may interrupt it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _press(_number: int, _frame: Any) -> None:
    now = time.monotonic()
    if _pressed and now - _pressed[-1] < AGAIN:
        return
    _pressed.append(now)
    raise KeyboardInterrupt


def _not_lost(ignored: Any) -> None:
    """What cannot be raised where it happens, as in a destructor: Python prints it, and goes on."""
    if ignored.exc_type is KeyboardInterrupt:
        _thread.start_new_thread(_a_moment_later, ())  # takes no lock that may be held here
    elif not _pressed:  # what was interrupted half made cannot be taken down in order
        sys.__unraisablehook__(ignored)


def _a_moment_later() -> None:
    time.sleep(AGAIN + 0.05)
    main = threading.main_thread().ident
    if main is not None and hasattr(signal, "pthread_kill"):
        signal.pthread_kill(main, signal.SIGINT)  # ends what it waits for, too
    else:
        _thread.interrupt_main()
