"""The files of the audit of every way in serve here too, where Spark reads them."""

import sys
from pathlib import Path

sys.path += [str(Path(__file__).parents[1] / name) for name in ("doors", "network", "objects")]
