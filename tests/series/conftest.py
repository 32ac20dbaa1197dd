"""Small networks, which the tests of linked tables have as well."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "network"))
