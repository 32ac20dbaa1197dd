"""What the command ``lanterne protect … --condensed`` does, with the cost of each stage.

    python -m benchmarks.network.road CASES RELEASE EPSILON DELTA DIAL STAGES.json

The command calls the same two functions. Its own progress names the stages.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.network.stages import StageClock

CODEBOOK = "lanterne-network"

NAMES = {
    "plan": "plan the noise",
    "read": "read and check",
    "count": "fold and encode",
    "measure": "count and add noise",
    "fit": "fit and keep models, estimate and attest",
    "sample": "draw victims",
    "refine": "refine victims",
    "link": "deal out links",
    "write": "write",
    "verify": "verify",
}
BUNDLING = "bundle links into perpetrators"
PUBLISHING = "count what is published"


class Road:
    """Tells a clock of the stages that the progress names."""

    def __init__(self, clock: StageClock) -> None:
        self._clock = clock
        self._linked = False

    def tell(self, stage: str, share: float) -> None:
        """Begin a stage; linking has two halves, and there are two countings."""
        name = NAMES.get(stage, stage)
        if stage == "link":
            self._linked = True
            name = BUNDLING if share >= 0.5 else name
        elif stage == "count" and self._linked:
            name = PUBLISHING
        self._clock.announce(name)


def main(cases: str, release: str, epsilon: str, delta: str, dial: str, stages: str) -> None:
    """Protect, verify, and write what each stage took."""
    clock = StageClock()
    road = Road(clock)
    from lanterne import verbs  # noqa: PLC0415 - it is a part of the first stage

    request = verbs.ProtectRequest(
        cases,
        CODEBOOK,
        epsilon=float(epsilon),
        out=release,
        delta=float(delta),
        dial=dial,
        condensed=True,
    )
    verbs.protect(request, progress=road.tell)
    road.tell("verify", 0.0)
    problems = verbs.verify(release).problems
    if problems:
        raise SystemExit(f"The release has problems: {problems[:3]}")
    record = [asdict(stage) for stage in clock.end()]
    Path(stages).write_text(json.dumps(record), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
