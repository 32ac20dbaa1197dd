"""A large file sent to a real server: ``python -m benchmarks.upload --megabytes 1024``.

The server is that of the tests (``tests/hub/receiver.py``): Waitress with sealed requests, Django,
and a vault. Reported is how long the file takes to arrive and to be in the vault, and by how much
the server's greatest resident memory grows over that of a small file. Needs Linux.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import repeat
from pathlib import Path

from benchmarks.page import machine, save

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "hub"))

from senders import receiver, send_file

BLOCK = b"S00006,2021,Female,18+,PHL,DEU,1\n" * 31_775
"""A megabyte and two bytes of rows."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Send the file and print a page about it; save it when asked."""
    options = _options(arguments)
    page = _page(options.megabytes, *_measured(options.megabytes))
    print(page)
    if options.save:
        save(page, f"upload-{options.megabytes}")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.upload", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--save", action="store_true", help="write the page to benchmarks/results")
    return parser.parse_args(arguments)


def _measured(megabytes: int) -> tuple[float, int, int]:
    """Seconds, and greatest memory before and after, in bytes."""
    with tempfile.TemporaryDirectory() as folder:
        home, temporary = Path(folder, "home"), Path(folder, "temporary")
        home.mkdir()
        temporary.mkdir()
        with receiver(home, temporary, 2 * megabytes * len(BLOCK)) as server:
            send_file(server, [BLOCK], len(BLOCK))
            before = server.most_memory()
            start = time.perf_counter()
            status, body = send_file(server, repeat(BLOCK, megabytes), megabytes * len(BLOCK))
            seconds = time.perf_counter() - start
            assert status == 200
            assert json.loads(body)["files"][0][1] == megabytes * len(BLOCK)
            return seconds, before, server.most_memory()


def _page(megabytes: int, seconds: float, before: int, after: int) -> str:
    return f"""# Upload of {megabytes:,} MB

{time.strftime("%Y-%m-%d")}, {machine()}.

| | |
| --- | ---: |
| from the first byte sent to the answer | {seconds:.1f} s |
| megabytes a second | {megabytes / seconds:.0f} |
| greatest memory of the server after a file of 1 MB | {before / 2**20:.0f} MB |
| greatest memory after this one | {after / 2**20:.0f} MB |
| growth | {(after - before) / 2**20:.1f} MB |
"""


if __name__ == "__main__":
    main()
