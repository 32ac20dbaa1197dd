"""The road of linked tables in a process of its own, each stage with its cost.

    python -m benchmarks.network.road protect CASES FOLDER EPSILON DELTA DIAL
    python -m benchmarks.network.road redraw FOLDER DIAL

The first does what the command ``lanterne protect … --condensed`` does, by the same functions: it
reads and checks, measures, fits, keeps the measurements, draws, writes and verifies. The second
draws again from the same measurements. Both leave ``<dial>/`` (the release) and ``<dial>.json``
(stages and settings) in the folder.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from benchmarks.network.stages import StageClock

CODEBOOK = "lanterne-network"
KEPT = "measurements.fitted.npz"

FITTING = {
    "plan": "plan",
    "read": "read and check",
    "count": "fold and encode",
    "measure": "count and add noise",
    "fit": "fit models",
}
DRAWING = {
    "sample": "draw victims",
    "refine": "refine victims",
    "link": "deal out links",
    "count": "count what is published",
}
BUNDLING = "bundle links into perpetrators"


def protect(cases: Path, folder: Path, epsilon: float, delta: float, dial: str) -> None:
    """Make a release of linked tables from files, and keep the measurements."""
    clock = StageClock()
    from lanterne.cases.network import open_network  # noqa: PLC0415
    from lanterne.codebook import load_codebook  # noqa: PLC0415
    from lanterne.privacy import Budget, Ledger, Unit  # noqa: PLC0415
    from lanterne.synthesis.linked.protect import fit_network  # noqa: PLC0415
    from lanterne.synthesis.linked.saved import save_network  # noqa: PLC0415

    clock.announce("open")
    opened = open_network(cases, load_codebook(CODEBOOK))
    fitted = fit_network(
        opened,
        {Unit.VICTIM: Budget(epsilon, delta)},
        Ledger(folder / "ledger.jsonl"),
        "benchmark",
        progress=_telling(clock, FITTING),
    )
    clock.announce("keep measurements")
    save_network(fitted, folder / KEPT)
    _release(fitted, folder, dial, clock)


def redraw(folder: Path, dial: str) -> None:
    """Make another release from the measurements that were kept."""
    clock = StageClock()
    from lanterne.synthesis.linked.saved import load_network  # noqa: PLC0415

    clock.announce("load measurements")
    _release(load_network(folder / KEPT), folder, dial, clock)


def _release(fitted, folder: Path, dial: str, clock: StageClock) -> None:  # type: ignore[no-untyped-def]
    from lanterne.release import verify_release, write_release  # noqa: PLC0415
    from lanterne.synthesis.attest import Dial  # noqa: PLC0415
    from lanterne.synthesis.linked.protect import draw_network  # noqa: PLC0415

    drawn = draw_network(fitted, Dial(dial), progress=_telling(clock, DRAWING))
    clock.announce("write")
    write_release(drawn, folder / dial, condensed=True)
    clock.announce("verify")
    problems = verify_release(folder / dial).problems
    if problems:
        raise SystemExit(f"The release has problems: {problems[:3]}")
    record = {
        "stages": [asdict(stage) for stage in clock.end()],
        "settings": dict(drawn.value.settings),
    }
    (folder / f"{dial}.json").write_text(json.dumps(record), encoding="utf-8")


def _telling(clock: StageClock, names: dict[str, str]) -> Callable[[str, float], None]:
    """What is told of the progress, as stages; the second half of linking is one of its own."""

    def tell(stage: str, share: float) -> None:
        bundling = stage == "link" and share >= 0.5
        clock.announce(BUNDLING if bundling else names.get(stage, stage))

    return tell


def main(arguments: list[str]) -> None:
    """Protect or redraw."""
    verb, *rest = arguments
    if verb == "protect":
        cases, folder, epsilon, delta, dial = rest
        protect(Path(cases), Path(folder), float(epsilon), float(delta), dial)
    else:
        folder, dial = rest
        redraw(Path(folder), dial)


if __name__ == "__main__":
    main(sys.argv[1:])
