"""Memory of a process: how much it can still have, and files that lie in it and on no disk."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_MEMINFO = Path("/proc/meminfo")
_GROUPS = Path("/sys/fs/cgroup")
_LIMITS = (
    ("memory.max", "memory.current"),
    ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
)
"""Files of a container's limit and of what it uses, of the second and of the first kind."""

ANONYMOUS_FILES = sys.platform == "linux" and os.access("/proc/self/fd", os.R_OK)
"""Whether a file can lie in memory and have a path, as long as somebody holds it open."""

_NO_PROGRAM = 0x0008
"""MFD_NOEXEC_SEAL, which Python 3.11 has no name for."""


def free_memory() -> int | None:
    """Bytes that can be had without swapping; ``None``: the system does not say."""
    known = [found for found in (_of_machine(), *map(_of_group, _LIMITS)) if found is not None]
    return max(min(known), 0) if known else None


def _of_machine() -> int | None:
    try:
        lines = dict(line.split(":", 1) for line in _MEMINFO.read_text().splitlines())
        return int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return _half_of_all()


def _half_of_all() -> int | None:
    """Where nothing says what is free: half of what is built in."""
    if sys.platform == "win32":
        return None
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (OSError, ValueError):
        return None


def _of_group(names: tuple[str, str]) -> int | None:
    """What a container may still take; ``None``: it has no limit."""
    try:
        limit, used = ((_GROUPS / name).read_text().strip() for name in names)
        return int(limit) - int(used)
    except (OSError, ValueError):  # no such file; or the limit is "max"
        return None


def anonymous_file() -> int:
    """Handle of a new file in memory, which goes when nobody holds it open; Linux only.

    Its path is ``/proc/self/fd/`` and the handle. It is never to be run as a program, where the
    system (Linux 6.3) can promise that.
    """
    assert sys.platform == "linux"  # for the type checker
    flags = os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING
    try:
        return os.memfd_create("case-file", flags | _NO_PROGRAM)
    except OSError:
        return os.memfd_create("case-file", flags)
