"""Case workers at work in the intake, many at once: what each kind of page takes."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from django.db import connections
from django.test import Client

from benchmarks.intake_names import draw_search
from lanterne.hub.door import OPEN, Door
from lanterne.hub.garbage import leave_out_what_is_loaded
from lanterne.hub.intake.models import Case

HOST, INTAKE = "127.0.0.1:8000", "/en/work/here/intake/"
TICKED = re.compile(r'<input type="radio" name="(answer-[^"]+)" value="([^"]+)"')
THREADS = 8
"""Requests that are answered at once, as by the hub."""


class Worker:
    """A browser of a case worker, names open.

    Args:
        door: Lets them in.
        user: Their id.
        passphrase: By which they open names.
        answering: Lets so many be answered at once.
    """

    def __init__(
        self, door: Door, user: str, passphrase: str, answering: threading.BoundedSemaphore
    ) -> None:
        self._client = Client(HTTP_HOST=HOST)
        session = door.enter(door.link(user).removeprefix(OPEN))
        assert session is not None
        self._client.cookies[door.cookie] = session
        opened = self._client.post(f"{INTAKE}names/open/", {"passphrase": passphrase})
        assert opened.status_code == 302, opened.status_code
        self._answering = answering
        self.user = user
        self.times: dict[str, list[float]] = defaultdict(list)

    def ask(self, kind: str, path: str, fields: dict[str, object] | None = None) -> str:
        """Ask for a page, or send a form; its milliseconds are noted, waiting included."""
        started = time.perf_counter()
        address = f"{INTAKE}{path}"
        with self._answering:
            if fields is None:
                answer = self._client.get(address)
            else:
                answer = self._client.post(address, fields)
        self.times[kind].append((time.perf_counter() - started) * 1e3)
        assert answer.status_code in (200, 302), (kind, answer.status_code)
        return str(answer.content.decode())

    def day(self, chance: random.Random) -> Iterator[None]:
        """What somebody does, one page after the other."""
        own = list(
            Case.objects.filter(worker__pk=self.user, closed=None).values_list("pk", "person")[:500]
        )
        while True:
            self.ask("list", "")
            yield
            if chance.random() < 0.5:
                self.ask("team's list", "?whose=team")
                yield
            self.ask("search", "find/", {"name": draw_search(chance)})
            yield
            if chance.random() < 0.5:
                self.ask("search", "find/", {"name": draw_search(chance)})
                yield
            case, person = chance.choice(own)
            self.ask("person", f"people/{person}/")
            yield
            self.ask("case", f"cases/{case}/")
            yield
            address = f"cases/{case}/questions/0/"
            text = self.ask("questions", address)
            sent = dict(_ticked(text, chance))
            yield
            seen = re.findall(r'name="seen" value="(\d+)"', text)
            self.ask("save", address, {**sent, "seen": seen, "then": "stop"})
            yield


def _ticked(page: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """An answer to each question with a few answers: the name of its field, and what it sends."""
    offered: dict[str, list[str]] = defaultdict(list)
    for name, value in TICKED.findall(page):
        offered[name].append(value)
    for name, values in offered.items():
        yield name, chance.choice(values)


def visits(
    door: Door, workers: Sequence[tuple[str, str]], seconds: float, think: float
) -> dict[str, list[float]]:
    """Let all work at once; the milliseconds of each answer, by kind of page.

    Args:
        door: Lets them in.
        workers: Id of each, and the passphrase by which they open names.
        seconds: For how long.
        think: Seconds between an answer and the next request, a half more or less.
    """
    leave_out_what_is_loaded()  # as a server does
    answering = threading.BoundedSemaphore(THREADS)
    at_work = [Worker(door, *one, answering) for one in workers]
    for _page, _kind in zip(at_work[0].day(random.Random(0)), range(8), strict=False):
        pass  # templates, codebook and connections are there before anybody is timed
    at_work[0].times.clear()
    end = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_work, args=(one.day, number, end, think))
        for number, one in enumerate(at_work)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found: dict[str, list[float]] = defaultdict(list)
    for worker in at_work:
        for kind, times in worker.times.items():
            found[kind] += times
    return found


def _work(
    day: Callable[[random.Random], Iterator[None]], number: int, end: float, think: float
) -> None:
    chance = random.Random(number)
    time.sleep(chance.random() * think)
    try:
        for _ in day(chance):
            if time.monotonic() > end:
                return
            time.sleep(chance.uniform(0.5, 1.5) * think)
    finally:
        connections.close_all()
