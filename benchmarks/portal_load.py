"""The public portal under load: ``python -m benchmarks.portal_load RELEASES --visitors 50``.

A portal is started as a process of its own, as the public meets it, over a folder of releases.
Visitors come in by the catalogue or by a search and go on as people do: the page of a release, its
codebook, figures with their pictures, figures with filters, a country or theme, the explorer with
random columns, filters by click; programs ask for counts by one to three columns
(:mod:`benchmarks.portal_visits`). The portal has opened all releases before. Each visitor keeps one
connection, reads gzip and keeps nothing: the portal is asked for everything.

Twice: with a time to think between an answer and the next request, and without any, when each
visitor asks again at once. The client is the standard library's, in one process beside the portal,
on the same cores.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil

from benchmarks.page import machine, save
from benchmarks.portal_visits import Release, person, program
from lanterne.hub.portal import static

SEED = 7
HEAD = (
    "| page | requests | errors | median ms | p95 ms | p99 ms |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: |"
)

SERVE = """
import sys
from pathlib import Path
from lanterne.hub.public import Listening, serve_portal
tell = lambda address: print(address, flush=True)
serve_portal(Path(sys.argv[1]), ["127.0.0.1"], at=Listening(port=0), rate=None, tell=tell)
"""


@dataclass
class Seen:
    """What visitors met: kind of page → milliseconds of each request; errors by kind."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def lines(self) -> Iterator[str]:
        """One line of the table for each kind, and one for all of them."""
        for kind in sorted(self.times):
            yield self._line(kind, self.times[kind], self.errors[kind])
        every = [one for times in self.times.values() for one in times]
        yield self._line("all", every, sum(self.errors.values()))

    @staticmethod
    def _line(kind: str, times: Sequence[float], errors: int) -> str:
        ordered = sorted(times)
        middle, late, latest = (_quantile(ordered, share) for share in (0.5, 0.95, 0.99))
        return (
            f"| {kind} | {len(ordered):,} | {errors} | {middle:.0f} | {late:.0f} | {latest:.0f} |"
        )


class Browser:
    """One connection of a visitor, kept open."""

    def __init__(self, port: int, seen: Seen) -> None:
        self._port = port
        self._seen = seen
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, kind: str, path: str) -> str:
        """The content of a page; its time and whether it failed are noted."""
        started = time.perf_counter()
        try:
            status, content = await self._ask(path)
        except (OSError, asyncio.IncompleteReadError):
            self._streams = None
            status, content = 0, b""
        self._seen.times[kind].append((time.perf_counter() - started) * 1e3)
        self._seen.errors[kind] += status != 200
        return content.decode()

    async def _ask(self, path: str) -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        )
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        (length,) = re.findall(r"\r\ncontent-length: (\d+)", head)
        body = await reader.readexactly(int(length))
        status = int(head.split()[1])
        return status, gzip.decompress(body) if "\r\ncontent-encoding: gzip" in head else body

    def close(self) -> None:
        """Leave."""
        if self._streams is not None:
            self._streams[1].close()


async def visit(port: int, options: argparse.Namespace, think: float, seen: Seen) -> None:
    """Let all visitors come and go for as long as asked."""
    releases = await _releases(port)
    end = time.monotonic() + options.seconds

    async def come(number: int) -> None:
        chance = random.Random(SEED + number)
        browser = Browser(port, seen)
        await asyncio.sleep(chance.random() * max(think, 0.1))
        kind = program if number % 5 == 0 else person
        async for _ in kind(browser, releases, chance):
            if time.monotonic() > end:
                break
            if think:
                await asyncio.sleep(chance.uniform(0.5, 1.5) * think)
        browser.close()

    await asyncio.gather(*(come(number) for number in range(options.visitors)))


async def _releases(port: int) -> list[Release]:
    browser = Browser(port, Seen())
    found, books = [], {}  # of equal releases the codebook is read once
    entries = json.loads(await browser.get("", "/api/v1/releases"))["releases"]
    for entry in (one for one in entries if one["whole"]):
        told = json.loads(await browser.get("", entry["url"]))
        if told["mark"] not in books:
            books[told["mark"]] = json.loads(await browser.get("", told["codebook"]))
        book = books[told["mark"]]
        people = told["people"][0]
        answers = {
            column["name"]: [value["code"] for value in column["values"]]
            for table in book["tables"]
            for column in table["columns"]
            if column["name"] in people["columns"]
        }
        found.append(Release(entry["name"], people["name"], answers))
    browser.close()
    return found


@contextmanager
def portal(folder: Path) -> Iterator[tuple[int, psutil.Process]]:
    """A portal over the folder: its port and its process."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        yield int(address.rstrip("/").rpartition(":")[2]), psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def watched(process: psutil.Process) -> Iterator[list[float]]:
    """Resident megabytes of a process, ten times a second."""
    sizes: list[float] = []
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.1):
            sizes.append(process.memory_info().rss / 1e6)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield sizes
    finally:
        done.set()
        thread.join()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the page, and save it when asked."""
    options = _options(arguments)
    page = [
        "# The public portal under load\n",
        f"{options.visitors} visitors, {options.seconds:g} s each time; one in five is a program; "
        f"{'all was asked once before' if options.again else 'nothing was asked before'}; "
        f"{time.strftime('%Y-%m-%d')}; {machine()}; load before: {os.getloadavg()[0]:.1f}.\n",
    ]
    for think in (options.think, 0.0):
        seen = Seen()
        with portal(options.folder) as (port, process), watched(process) as sizes:
            started = time.monotonic()
            if not asyncio.run(_releases(port)):
                sys.exit(f"{options.folder} holds no whole release. Give the folder above them.")
            opened = time.monotonic() - started
            _wait_until_idle(process)
            if options.again:
                asyncio.run(visit(port, options, think, Seen()))
            before = sum(process.cpu_times()[:2])
            asyncio.run(visit(port, options, think, seen))
            cpu = sum(process.cpu_times()[:2]) - before
        page.append(_section(think, options.seconds, seen, cpu, sizes, opened))
    page.append(f"Style and script of every page, compressed: {_weight() / 1e3:.1f} kB.\n")
    text = "\n".join(page)
    print(text)
    if options.save:
        save(text, "portal-load")


def _wait_until_idle(process: psutil.Process) -> None:
    """A portal that has just begun sums up its releases and indexes them, beside its answers."""
    for _second in range(300):
        if process.cpu_percent(1.0) < 10:
            return


def _section(
    think: float, seconds: float, seen: Seen, cpu: float, sizes: Sequence[float], opened: float
) -> str:
    requests = sum(map(len, seen.times.values()))
    pause = f"{think:g} s to think, half to one and a half" if think else "No time to think"
    return (
        f"## {pause}\n\n{requests / seconds:.0f} requests a second; "
        f"{sum(seen.errors.values())} errors; portal: {cpu / seconds:.0%} of a core, "
        f"{cpu / requests * 1e3:.1f} ms of it for a request, {max(sizes):.0f} MB at most, "
        f"{median(sizes):.0f} MB in the middle; releases opened after {opened:.1f} s.\n\n{HEAD}\n"
        + "\n".join(seen.lines())
        + "\n"
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.portal_load", description=__doc__)
    add = parser.add_argument
    add("folder", type=Path, help="holds the releases")
    add("--visitors", type=int, default=50)
    add("--seconds", type=float, default=30.0)
    add("--think", type=float, default=1.0, help="seconds between an answer and the next request")
    add("--again", action="store_true", help="measure when all was asked once: pictures are kept")
    add("--save", action="store_true", help="write the page to benchmarks/results")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        parser.error(f"{options.folder} is not a folder. Give the folder that holds the releases.")
    return options


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _weight() -> int:
    """Bytes of all files of style and script, compressed."""
    files = (path for path in static.FILES.values() if path.suffix in {".css", ".js"})
    return sum(len(gzip.compress(path.read_bytes())) for path in files)


if __name__ == "__main__":
    main()
