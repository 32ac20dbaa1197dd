"""The large codebook of ``tests/collect`` and the networks of ``tests/network`` serve here too."""

import sys
from pathlib import Path

for name in ("collect", "network"):
    sys.path.append(str(Path(__file__).parents[1] / name))
