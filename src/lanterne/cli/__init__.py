"""The command line: parses, calls one function, prints.

Exit codes: 0 done, 1 a check failed, 2 usage, 3 refused by a policy or the budget, 130 stopped by
the person. What is asked for goes to standard output; progress and errors go to standard error.
"""

from __future__ import annotations

import os
import sys

from lanterne.cli import stopping

INTERRUPTED = 130
"""Exit code of a program that was stopped by Ctrl-C."""


def main() -> None:
    """Run the command line; every error of the person becomes a message and an exit code."""
    # One thread: linear algebra on small matrices is slower with more. Set before NumPy is loaded.
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    stopping.listen()
    try:
        from lanterne.cli.app import app  # noqa: PLC0415 - Ctrl-C while it loads is caught too

        app()
    except (KeyboardInterrupt, Exception) as error:
        if not stopping.is_a_stop(error):
            raise
        sys.stderr.write("\nStopped. Nothing was written and nothing was spent.\n")
        sys.exit(INTERRUPTED)
    finally:
        stopping.listen_no_more()
