"""Whether somebody wants the program to stop, and the moments in which it must not.

A signal makes Python raise ``KeyboardInterrupt`` wherever the program happens to be, and there it
may be lost: in a destructor, or in a library that is being loaded or compiles. So whoever handles
a signal notes it here first; and whoever is about to spend asks here, last of all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Ask = Callable[[], None]

_asked: list[Ask] = []
"""Who knows of a stop in another way, and raises when there was one."""


class _State:
    """Of this process: whether a stop was asked for, and how many blocks hold it off."""

    wanted = False
    held_off = 0


def ask_to_stop() -> None:
    """Note that the program is to stop, and stop it here and now, or at the end of what holds off.

    For handlers of signals.

    Raises:
        KeyboardInterrupt: Unless it is held off.
    """
    _State.wanted = True
    if not _State.held_off:
        raise KeyboardInterrupt


def stop_is_wanted() -> bool:
    """Whether a stop was asked for."""
    return _State.wanted


def forget_stop() -> None:
    """What was asked for was done: a process that lives on begins something else."""
    _State.wanted = False


def check_stop() -> None:
    """Stop here if that was asked for, whatever became of it then.

    Raises:
        KeyboardInterrupt: It was.
    """
    if _State.wanted:
        raise KeyboardInterrupt
    for ask in tuple(_asked):
        ask()


@contextmanager
def holding_off() -> Iterator[None]:
    """A block that a stop does not break into: it comes before it, or after.

    Raises:
        KeyboardInterrupt: A stop was asked for before the block, which was not begun then, or in
            it, and it is done.
    """
    _State.held_off += 1
    try:
        check_stop()
        yield
    finally:
        _State.held_off -= 1
    if _State.wanted and not _State.held_off:
        raise KeyboardInterrupt


@contextmanager
def tidying() -> Iterator[None]:
    """A block that a stop does not break into, and that is done after one, too.

    Raises:
        KeyboardInterrupt: A stop was asked for in the block, and it is done; not where an error is
            on its way already.
    """
    before = _State.wanted
    _State.held_off += 1
    try:
        yield
    finally:
        _State.held_off -= 1
    if _State.wanted > before and not _State.held_off and sys.exc_info()[1] is None:
        raise KeyboardInterrupt


@contextmanager
def asking(ask: Ask) -> Iterator[None]:
    """While this lasts, :func:`check_stop` also calls ``ask``, which raises if it knows of one."""
    _asked.append(ask)
    try:
        yield
    finally:
        _asked.remove(ask)
