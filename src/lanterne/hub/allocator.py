"""Memory that is no longer needed goes back to the system.

Verifying a release takes more than showing it ever will, and jemalloc, the allocator of Polars,
would keep what was freed for a while: a server of 180 MB would take 300 MB whenever one is opened.
"""

from __future__ import annotations

import os

_SETTING = "_RJEM_MALLOC_CONF"
_AT_ONCE = "dirty_decay_ms:0,muzzy_decay_ms:0"


def take_little() -> None:
    """Ask for it; to be called before Polars is loaded, which reads the wish then and never again.

    Polars writes its own wish into the environment, where a process finds what its parent had: so
    ours is said last. One thread reads at a time, for each takes memory of its own, and visitors
    who are waiting are served meanwhile. Without this allocator, on Windows, it has no effect.
    """
    before = os.environ.get(_SETTING)
    os.environ[_SETTING] = f"{before},{_AT_ONCE}" if before else _AT_ONCE
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
