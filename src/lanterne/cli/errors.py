"""What a person sees when something goes wrong, and the exit code that goes with it."""

from __future__ import annotations

import errno
import functools
import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from lanterne.cli import stopping
from lanterne.cli.language import here, language, told
from lanterne.cli.output import print_json
from lanterne.errors import InputError, LanterneError, annotate, notes_of
from lanterne.messages import Message

DEBUG = "LANTERNE_DEBUG"
"""Environment variable: show the traceback of an error that is Lanterne's own."""


def telling_errors(verb: Callable[..., None]) -> Callable[..., None]:
    """The same verb; whatever it raises becomes a message and an exit code."""

    @functools.wraps(verb)
    def telling(*args: Any, **options: Any) -> None:
        try:
            verb(*args, **options)
        except (typer.Exit, typer.Abort, typer.TyperException):
            raise
        except (KeyboardInterrupt, Exception) as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise  # whoever was reading went away
            raise typer.Exit(_tell(error, as_json=bool(options.get("as_json")))) from None

    return telling


def _tell(error: BaseException, *, as_json: bool) -> int:
    """Say what went wrong; the exit code."""
    if stopping.is_a_stop(error):
        stopping.listen_no_more()
        if not notes_of(error):  # protect adds one as soon as it may have spent
            annotate(error, stopping.what_was_spent())
        _say(error, f"\n{told('terminal.stopped')}")
        return stopping.exit_code()
    if isinstance(error, LanterneError):
        what = Message(error.says(language()))
        _say(error, told(f"terminal.{_kind(error)}", what=what))
        if as_json:
            _print_error(error)
        return error.exit_code
    if isinstance(error, MemoryError | OSError):
        what = Message("terminal.half-written", {"what": _reason(error)})
        _say(error, told("terminal.problem", what=what))
    else:
        _say(error, _our_fault(error))
    return LanterneError.exit_code


def _kind(error: LanterneError) -> str:
    """A word for what kind of error it is."""
    return {2: "usage", 3: "refused"}.get(error.exit_code, "problem")


def _say(error: BaseException, message: str) -> None:
    typer.echo("\n".join([message, *map(here, notes_of(error))]), err=True)


def _print_error(error: LanterneError) -> None:
    problems = error.problems if isinstance(error, InputError) else ()
    print_json(
        error=_kind(error),
        message=error.says(),
        problems=[problem.fields() for problem in problems],
        notes=list(getattr(error, "__notes__", ())),
    )


def _reason(error: MemoryError | OSError) -> Message:
    if isinstance(error, MemoryError):
        return Message("terminal.memory")
    what = Message(error.strerror or "terminal.disk")
    if not error.filename:
        return what
    return Message("terminal.of-file", {"file": str(error.filename), "what": what})


def _our_fault(error: BaseException) -> str:
    """Where it happened, and not what: the message of a library may hold a case's answer."""
    if os.environ.get(DEBUG):
        return "".join(traceback.format_exception(error))
    place = traceback.extract_tb(error.__traceback__)[-1]
    return told(
        "terminal.fault",
        kind=type(error).__name__,
        file=Path(place.filename).name,
        line=str(place.lineno),
        variable=DEBUG,
    )
