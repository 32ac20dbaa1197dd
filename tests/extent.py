"""How much is tried of what takes long: a part by ``make test``, all by ``make test-all``."""

from __future__ import annotations

import os

ALL = "LANTERNE_TEST_ALL" in os.environ
"""Whether everything is tried, however long it takes."""
