"""Stop protections at random moments, and hold what is left against what was said.

PYTHONPATH=tests python tests/cli/random_stops.py 300   # by hand, with a busy process beside it
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from lanterne_process import BOOK, CHARGED, INTERRUPTED, run_apart, start, write_cases

from lanterne.privacy import Ledger
from lanterne.release import verify_release

PROTECT = ("protect", "cases.csv", "-c", BOOK, "--epsilon", 1, "--out")
LEDGER = "lanterne-ledger.jsonl"
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}
"""Signal → exit code of a program that heard it."""


def spends(folder: Path) -> list[str]:
    """What was charged, by the ledger."""
    entries = Ledger(folder / LEDGER).entries()
    return [entry.details["purpose"] for entry in entries if entry.kind == "spend"]


def stop_at_random(folder: Path, times: int, seed: int) -> Counter[str]:
    """Stop so many runs, each at a moment of its own; how they ended.

    Raises:
        AssertionError: What is left, or what was said, is not what must be.
    """
    chance, ends = random.Random(seed), Counter[str]()
    write_cases(folder, 300)
    began = time.monotonic()
    run_apart(folder, *PROTECT, "whole")
    long = time.monotonic() - began
    for number in range(times):
        name = f"stopped-{number}"
        sent = chance.choice([signal.SIGINT, signal.SIGTERM])
        process = start(folder, *PROTECT, name, env=INTERRUPTED)
        time.sleep(1.05 * long * chance.random())
        before = spends(folder)
        process.send_signal(sent)
        end = _end(folder, name, process, sent, charged_before=name in before)
        ends[end] += 1
        if sys.stdout.isatty() or times > 50:
            print(number, sent.name, end, flush=True)
    return ends


def _end(
    folder: Path, name: str, process: subprocess.Popen[str], sent: int, *, charged_before: bool
) -> str:
    out, err = process.communicate(timeout=300)
    said = f"{name}, {sent}, {process.returncode}: {out}{err}"
    release, kept = folder / name, folder / f"{name}.fitted.npz"
    charged = name in spends(folder)
    assert not list(folder.glob(".*")), said
    assert not release.exists() or (charged and verify_release(release).ok), said
    assert not kept.exists() or charged, said
    if process.returncode == -sent:  # Python itself had only just begun
        assert not charged, said
        return "before it began"
    assert "Traceback" not in out + err, said
    if process.returncode == 0:
        assert release.exists(), said
        return "done already"
    assert process.returncode == CODES[signal.Signals(sent)], said
    assert not out, said
    assert (CHARGED in err) == charged, said
    assert "Stopped." in err or (not charged and len(err) < 20), said
    if charged:
        return "charged before" if charged_before else "charged as it was stopped"
    return "not charged"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        found = stop_at_random(Path(place), int(sys.argv[1]), int(sys.argv[2]))
    print(dict(found))
