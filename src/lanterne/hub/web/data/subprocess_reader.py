"""Case files that are no plain text are read in a process of their own, with limits.

A workbook or a Parquet file of a few kilobytes may unpack to more than a machine holds, however
carefully it is looked at before. So what the hub does with a file that somebody has just brought is
done in a child that has a limit: what goes beyond ends the child, and neither the worker nor the
pages. A file that passed is no worse when it is read again, for a release or an evaluation.

The limit is on what the child holds in memory (its resident set), looked at twenty times a second:
the libraries that read reserve far more addresses than they use, so that a limit on these would
refuse what is harmless. Where the system allows it (Linux), one on addresses stands behind it, many
times wider, for what grows faster than somebody looks; and the child is the first to be ended when
the machine as a whole has no memory left.

The content of the file is handed to the child as an open file or a path, never copied to a disk;
what it found comes back over a pipe, as JSON: nothing that a child was made to say can be run.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lanterne.errors import (
    InputError,
    LanterneError,
    Place,
    Problem,
    problem_as_json,
    problem_from_json,
)
from lanterne.messages import Message, from_json, to_json

AS_THEY_COME = frozenset({"csv", "tsv", "tab", "txt"})
"""Endings of files that are read a block at a time; others may be larger inside than outside."""

MOST = 4 << 30
"""Bytes that a child may hold; half of the machine's memory, where that is less."""

SLOWEST = 10 * 60.0
"""Seconds that a child may take."""

LONGEST = 2000
"""Characters of a text in what a child says."""

UNREAD = Message("apart.unread")

_LOOK = 0.05  # seconds
_TELL = 1.0  # seconds between two looks whether somebody wants the job to end
_ADDRESSES = 16  # times the limit on memory
_START = 1 << 30  # bytes of addresses that a child needs in any case

Look = Callable[..., Any]
"""A function of a module, and so known by its name, which takes a path first."""


class TooMuchError(InputError):
    """The file needs more memory or time than it may take; says so, and what to do."""


def most_memory() -> int:
    """Bytes that a child may hold on this machine."""
    try:
        half = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    except (AttributeError, OSError, ValueError):  # not on Windows
        return MOST
    return max(min(MOST, half, *_of_the_container()), 1 << 28)


def _of_the_container() -> Iterator[int]:
    """Half of what a container may hold, where there is one with a limit."""
    with contextlib.suppress(OSError, ValueError):
        yield int(Path("/sys/fs/cgroup/memory.max").read_text("ascii")) // 2


def looked_at(
    path: Path,
    look: Look,
    *arguments: Any,
    tell: Callable[[], None],
    longest: int | None = LONGEST,
) -> Any:
    """What a function says of a file, called in a process of its own.

    Args:
        path: A file or a folder; links in it are followed, those to open files too.
        look: Called with the path and the arguments in the child, where no Django is set up.
        arguments: Plain values and objects of the core.
        tell: Called every second; may raise, which ends the child.
        longest: Characters of a text in what the function returns; ``None``: any number.

    Returns:
        What the function returned, as JSON has it.

    Raises:
        InputError: Of the function; or :class:`TooMuchError`.
        LanterneError: Of the function; or the child died.
    """
    sent = pickle.dumps((look.__module__, look.__qualname__, str(path), arguments, longest))
    answer, code = _asked_of_child(sent, _open_files(path), tell)
    if answer is None:
        raise too_much(path)
    kind, said = _what(answer)
    if kind == "done":
        return said
    if kind == "memory" or _was_ended(code):
        raise too_much(path)
    if kind == "problems":
        raise InputError([problem_from_json(one) for one in said[0]], said[1])
    raise LanterneError(from_json(said) if said else UNREAD)


def _asked_of_child(
    sent: bytes, open_files: tuple[int, ...], tell: Callable[[], None]
) -> tuple[bytes | None, int | None]:
    """What the child says, ``None`` where it takes too much; and the code that it ended with."""
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", __name__, str(most_memory())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=open_files,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    try:
        answer = _answer(child, sent, tell)
    finally:
        child.kill()
        child.wait()
    return answer, child.returncode


def _what(answer: bytes) -> tuple[str, Any]:
    """What the child has to say: of which kind, and what; nothing where it was cut short."""
    try:
        kind, said = json.loads(answer)
    except ValueError:
        return ("", None)
    return (str(kind), said)


def too_much(path: Path) -> TooMuchError:
    """What is said of a file that needs too much."""
    return TooMuchError([Problem("too-large.apart", {}, Place(str(path)))])


def _answer(child: subprocess.Popen[bytes], sent: bytes, tell: Callable[[], None]) -> bytes | None:
    """What the child says, mostly all of it; ``None``: it takes too much."""
    said: list[bytes] = []
    reader = threading.Thread(target=lambda: said.append(child.communicate(sent)[0]), daemon=True)
    reader.start()
    began = told = time.monotonic()
    most = most_memory()
    while reader.is_alive():
        now = time.monotonic()
        if now - began > SLOWEST or _held(child.pid) > most:
            return None
        if now - told >= _TELL:
            told = now
            tell()
        reader.join(_LOOK)
    return said[0] if said else b""


def _held(process: int) -> int:
    """Bytes that a process holds in memory; 0 where the system does not say."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "darwin":
        with contextlib.suppress(OSError, ValueError, subprocess.SubprocessError):
            asked = ["/bin/ps", "-o", "rss=", "-p", str(process)]
            return int(subprocess.run(asked, capture_output=True, check=True).stdout) * 1024
    return 0


def _was_ended(code: int | None) -> bool:
    """Whether the system ended the child: mostly for want of memory."""
    return sys.platform != "win32" and code is not None and code < 0


def _open_files(path: Path) -> tuple[int, ...]:
    """Handles of this process that links lead to: the child needs them to follow these."""
    links = [path, *(path.iterdir() if path.is_dir() else ())]
    found = []
    for one in links:
        if one.is_symlink():
            target = str(one.readlink())
            if target.startswith("/proc/self/fd/"):
                found.append(int(target.rpartition("/")[2]))
    return tuple(found)


def _main(most: int) -> None:
    """The child: does what it is told by the standard input, and writes what came of it."""
    _limit(most)
    sys.stdout.buffer.write(answer_to(sys.stdin.buffer.read()))
    sys.stdout.buffer.flush()
    os._exit(0)  # threads of libraries are not waited for


def answer_to(sent: bytes) -> bytes:
    """What the child says to what was sent: of which kind, and what, as JSON."""
    from importlib import import_module  # noqa: PLC0415 - under the limit

    module, name, path, arguments, longest = pickle.loads(sent)
    said: tuple[str, Any]
    try:
        found = getattr(import_module(module), name)(Path(path), *arguments)
        said = ("done", found if longest is None else _cut(found, longest))
    except InputError as error:
        said = ("problems", ([problem_as_json(one) for one in error.problems], error.more))
    except MemoryError:
        said = ("memory", None)
    except LanterneError as error:
        said = ("said", to_json(error.message))
    kind, what = said
    return json.dumps([kind, what if kind == "done" else _cut(what)]).encode()


def _cut(said: Any, longest: int = LONGEST) -> Any:
    """What is said, with the beginning of each text that is absurdly long, such as a header."""
    if isinstance(said, str):
        return said if len(said) <= longest else said[: longest - 1] + "…"
    if isinstance(said, Mapping):
        return {_cut(key, longest): _cut(value, longest) for key, value in said.items()}
    return [_cut(one, longest) for one in said] if isinstance(said, list | tuple) else said


def _limit(most: int) -> None:
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - not everywhere

        addresses = most * _ADDRESSES + _START
        seconds = int(2 * SLOWEST)  # where nobody looks any more
        for what, wanted in (
            (resource.RLIMIT_AS, addresses),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_CORE, 0),  # no cases on the disk
        ):
            allowed = resource.getrlimit(what)[1]  # a process may only lower it
            lower = wanted if allowed == resource.RLIM_INFINITY else min(wanted, allowed)
            resource.setrlimit(what, (lower, lower))


if __name__ == "__main__":
    _main(int(sys.argv[1]))
