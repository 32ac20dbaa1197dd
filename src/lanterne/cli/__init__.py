"""The command line: parses, calls one function, prints.

Exit codes: 0 done, 1 a check failed, 2 usage, 3 refused by a policy or the budget, 130 stopped by
Ctrl-C, 143 by SIGTERM. What is asked for goes to standard output; progress and errors go to
standard error.
"""

from __future__ import annotations

import os
import sys

from lanterne.cli import stopping
from lanterne.cli.language import speak_as_asked, translate_typer


def main() -> None:
    """Run the command line; every error of the person becomes a message and an exit code."""
    # One thread: linear algebra on small matrices is slower with more. Set before NumPy is loaded.
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    try:
        stopping.listen()
        try:
            _run()
        finally:
            stopping.listen_no_more()
    except KeyboardInterrupt as error:  # it came at the very end, or the very beginning
        ended = error.__context__
        sys.exit(ended.code if isinstance(ended, SystemExit) else stopping.exit_code())


def _run() -> None:
    try:
        speak_as_asked(sys.argv[1:])
        translate_typer()
        from lanterne.cli.app import app  # noqa: PLC0415 - Ctrl-C while it loads is caught too

        app()
    except (KeyboardInterrupt, Exception) as error:
        if not stopping.is_a_stop(error):
            raise
        stopping.listen_no_more()
        from lanterne.cli.language import here, told  # noqa: PLC0415 - may be loaded already

        spent = here(stopping.what_was_spent())
        sys.stderr.write(f"\n{told('terminal.stopped')}\n{spent}\n")
        sys.exit(stopping.exit_code())
    except SystemExit:
        if stopping.is_a_stop_untold():  # while the words of the command line were read
            sys.exit(stopping.exit_code())
        raise
