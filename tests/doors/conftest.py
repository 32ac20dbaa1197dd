"""The small networks of ``tests/network`` serve here too, and the store of ``tests/objects``."""

import sys
from pathlib import Path

sys.path += [str(Path(__file__).parents[1] / name) for name in ("network", "objects")]
