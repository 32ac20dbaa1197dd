"""The intake with very many people: ``python -m benchmarks intake --people 100000``.

A hub is filled, in SQLite and, where it is installed, in PostgreSQL. Thirty case workers then look
at their list, search, open people and cases and answer questions, all at once; and at the end all
that is counted is read. Each step is a process of its own. Needs ``hub`` installed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.page import machine, save

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "hub"))

from postgresql import USER, programs, running_cluster

from lanterne.hub.door import Door
from lanterne.hub.home import Home
from lanterne.hub.process_vault import master_key, unlock
from lanterne.hub.processes.config import Database
from lanterne.hub.processes.settings import postgresql
from lanterne.hub.settings import workspace_settings

# ruff: noqa: PLC0415 - Django is configured before its models are imported

AIM = 300
"""Milliseconds that 95 of 100 lists and searches should take at most."""

PORT = 8000
HEAD = "| page | requests | median ms | 95 % ms | most ms |\n| --- | ---: | ---: | ---: | ---: |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a page, and save it when asked."""
    options = _options(arguments)
    if options.step:
        print(json.dumps(_STEPS[options.step](options)))
        return
    head = f"# The intake with {options.people:,} people"
    page = [f"{head}\n\n{time.strftime('%Y-%m-%d')}, {machine()}.\n"]
    for name in options.databases:
        page += _of_database(name, options)
        print("\n".join(page), file=sys.stderr, flush=True)
    text = "\n".join(page)
    print(text)
    if options.save:
        save(text, f"intake-{options.people}")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks intake", description=__doc__)
    known = ["sqlite", *(["postgresql"] if programs() else [])]
    add = parser.add_argument
    add("--people", type=int, default=100_000)
    add("--workers", type=int, default=30)
    add("--seconds", type=float, default=60.0)
    add("--think", type=float, default=5.0, help="seconds between an answer and the next request")
    add("--databases", nargs="+", choices=known, default=known)
    add("--folder", type=Path, help="where the temporary hub goes")
    add("--save", action="store_true", help="write the page to benchmarks/results")
    add("--step", choices=_STEPS, help=argparse.SUPPRESS)
    add("--home", type=Path, help=argparse.SUPPRESS)
    add("--place", default="", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _of_database(name: str, options: argparse.Namespace) -> Iterator[str]:
    cluster = running_cluster() if name == "postgresql" else nullcontext()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder, cluster as running:
        place = "" if running is None else f"{running.database('lanterne').host}:lanterne"
        filled, visited, counted = (_run(step, Path(folder), place, options) for step in _STEPS)
    yield f"## {name}\n\nFilled in {filled['seconds']:.0f} s. {options.workers} case workers, "
    yield f"{options.think:g} s to think, {options.seconds:g} s:\n\n{HEAD}"
    for kind, times in sorted(visited.items()):
        ordered = sorted(times)
        middle, late = ordered[len(ordered) // 2], ordered[int(0.95 * len(ordered))]
        over = (
            " **over the aim**" if kind in ("list", "team's list", "search") and late > AIM else ""
        )
        yield f"| {kind} | {len(times)} | {middle:.0f} | {late:.0f}{over} | {ordered[-1]:.0f} |"
    yield "\nWhat is counted:\n\n| day | cases | CPU s | memory MB |\n| --- | ---: | ---: | ---: |"
    for one in counted:
        yield f"| {one['day']} | {one['cases']} | {one['cpu']:.1f} | {one['memory']:.0f} |"
    yield ""


def _run(step: str, home: Path, place: str, options: argparse.Namespace) -> Any:
    words = [
        f"--{name}={getattr(options, name)}" for name in ("people", "workers", "seconds", "think")
    ]
    command = [sys.executable, "-m", "benchmarks", "intake", f"--step={step}", f"--home={home}"]
    done = subprocess.run(
        [*command, f"--place={place}", *words], check=True, stdout=subprocess.PIPE, text=True
    )
    print(f"{step} …", file=sys.stderr, flush=True)
    return json.loads(done.stdout)


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[Door]:
    """Django, configured for the hub that is measured."""
    import django
    from django.conf import settings

    home, door = Home(options.home), Door(PORT)
    home.create()
    made = workspace_settings(home, door, "only for a benchmark")
    host, _, name = options.place.partition(":")
    if name:
        made["DATABASES"] = {"default": postgresql(Database(name, USER, host, 5432, None))}
    settings.configure(**made)
    django.setup(set_prefix=False)
    unlock(master_key(home))
    yield door


def _fill(options: argparse.Namespace) -> dict[str, float]:
    started = time.perf_counter()
    with _opened(options):
        from benchmarks.intake_filled import fill
        from lanterne.hub.project import bring_up_to_date

        bring_up_to_date()
        filled = fill(options.people, options.workers)
        (options.home / "workers.json").write_text(json.dumps(filled.workers))
    return {"seconds": time.perf_counter() - started}


def _visit(options: argparse.Namespace) -> dict[str, list[float]]:
    workers = json.loads((options.home / "workers.json").read_text())
    with _opened(options) as door:
        from benchmarks.intake_visits import visits

        return visits(door, workers, options.seconds, options.think)


def _count(options: argparse.Namespace) -> list[dict[str, Any]]:
    with _opened(options):
        from lanterne.hub.intake.counted import counted
        from lanterne.hub.intake.models import Intake

        found = []
        for day in (date.today(), date.today() - timedelta(days=30)):
            started = sum(os.times()[:2])
            rows = counted(Intake.objects.get(), day).rows
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            cpu = sum(os.times()[:2]) - started
            found.append(
                {"day": str(day), "cases": len(rows["victims"]), "cpu": cpu, "memory": memory}
            )
        return found


_STEPS = {"fill": _fill, "visit": _visit, "count": _count}


if __name__ == "__main__":
    main()
