"""The command line: parses, calls one function, prints.

Exit codes: 0 done, 1 a check failed, 2 usage, 3 refused by a policy or the budget, 130 stopped by
the person. What is asked for goes to standard output; progress and errors go to standard error.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
import time
from typing import Any

INTERRUPTED = 130
"""Exit code of a program that was stopped by Ctrl-C."""


def main() -> None:
    """Run the command line; every error of the person becomes a message and an exit code."""
    # One thread: linear algebra on small matrices is slower with more. Set before NumPy is loaded.
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    sys.unraisablehook = _not_lost
    try:
        from lanterne.cli.app import app  # noqa: PLC0415 - Ctrl-C while it loads is caught too

        app()
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Nothing was written and nothing was spent.\n")
        sys.exit(INTERRUPTED)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done and said: only the end is left


def _not_lost(ignored: Any) -> None:
    """Where nothing can be raised, as in a destructor, Python would print Ctrl-C and go on."""
    if ignored.exc_type is KeyboardInterrupt:
        _thread.start_new_thread(_a_moment_later, ())  # takes no lock that may be held here
    else:
        sys.__unraisablehook__(ignored)


def _a_moment_later() -> None:
    """Ctrl-C once more, when the destructor is over."""
    time.sleep(0.01)
    main = threading.main_thread().ident
    if main is not None and hasattr(signal, "pthread_kill"):
        signal.pthread_kill(main, signal.SIGINT)  # ends what it waits for, too
    else:
        _thread.interrupt_main()
