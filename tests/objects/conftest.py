"""The parts that Spark counts in ``tests/runners`` serve here too."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "runners"))
