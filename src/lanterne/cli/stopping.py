"""Ctrl-C and SIGTERM: whatever becomes of them on their way, the program stops and says so.

Python raises them wherever the program happens to be. In a destructor that is printed and lost; a
library that is being loaded, or compiles, makes another error of it. Nothing is charged once one
came: see :mod:`lanterne.stopping`.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lanterne.stopping import ask_to_stop, stop_is_wanted

if TYPE_CHECKING:
    from lanterne.messages import Message

AGAIN = 0.3
"""Seconds in which pressing again is the same: what was spent is being found out. One that was
lost is raised again after them."""

HEARD = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
"""Signal → what Python does with it, unless whoever started the program wants it not heard."""

_pressed: list[tuple[float, int]] = []
"""When one came, and which."""


def listen() -> None:
    """From now on both are remembered."""
    for number, usual in HEARD.items():
        if signal.getsignal(number) == usual:
            signal.signal(number, _press)
    sys.unraisablehook = _not_lost


def is_a_stop(error: BaseException) -> bool:
    """Whether an error came of one: once it came, no error is a fault of anything else."""
    return isinstance(error, KeyboardInterrupt) or stop_is_wanted()


def exit_code() -> int:
    """What a shell gives for a program that was ended by the signal: 130, or 143."""
    return 128 + (_pressed[0][1] if _pressed else signal.SIGINT)


def is_a_stop_untold() -> bool:
    """Whether one came and nothing was said of it."""
    return stop_is_wanted() and signal.getsignal(signal.SIGINT) is _press


def listen_no_more() -> None:
    """All is done, or all is told: only the end is left, and nothing may interrupt it."""
    for number in HEARD:
        signal.signal(number, signal.SIG_IGN)


def what_was_spent() -> Message:
    """Said where a stop came before or after all that tells more of it.

    No library is loaded for it: one may just have been interrupted.
    """
    from lanterne.messages import Message  # noqa: PLC0415 - whoever stops early waits for nothing

    charges = sys.modules.get("lanterne.privacy.charged")
    charged: tuple[Path, ...] = getattr(charges, "charged_here", tuple)()
    if not charged:
        return Message("terminal.spent.nothing")
    return Message("terminal.spent.charged", {"ledger": str(charged[-1])})


def _press(number: int, _frame: Any) -> None:
    now = time.monotonic()
    if _pressed and now - _pressed[-1][0] < AGAIN:
        return
    _pressed.append((now, number))
    ask_to_stop()


def _not_lost(ignored: Any) -> None:
    """What cannot be raised where it happens, as in a destructor: Python prints it, and goes on."""
    if ignored.exc_type is KeyboardInterrupt:
        _thread.start_new_thread(_a_moment_later, ())  # takes no lock that may be held here
    elif not stop_is_wanted():  # what was interrupted half made cannot be taken down in order
        sys.__unraisablehook__(ignored)


def _a_moment_later() -> None:
    time.sleep(AGAIN + 0.05)
    main = threading.main_thread().ident
    if main is not None and hasattr(signal, "pthread_kill"):
        signal.pthread_kill(main, signal.SIGINT)  # ends what it waits for, too
    else:
        _thread.interrupt_main()
