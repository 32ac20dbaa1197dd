"""What pycanon says of a folder of tables; runs in an environment that has it.

    python pycanon_side.py FOLDER

Of each CSV file that ``ask.json`` names: k, distinct ℓ and t, printed as JSON. It imports nothing
of Lanterne, and Lanterne nothing of it.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
from pycanon.anonymity import k_anonymity, l_diversity, t_closeness


def main(folder: Path) -> None:
    """Print what holds of each table."""
    asked = json.loads((folder / "ask.json").read_text())
    tables = {name: _found(folder / f"{name}.csv", **about) for name, about in asked.items()}
    versions = {name: version(name) for name in ("pycanon", "numpy", "pandas")}
    print(json.dumps({"versions": versions, "tables": tables}))


def _found(path: Path, quasi_identifiers: list[str], sensitive: list[str]) -> dict[str, Any]:
    """All cells are texts, blank the empty one: rows without a value would drop out of classes.

    (Grouped by one column, they do; by several, with this version of pandas, they do not.)
    """
    data = pd.read_csv(path, dtype=object, keep_default_na=False)
    return {
        "k": int(k_anonymity(data, quasi_identifiers)),
        "diversity": int(l_diversity(data, quasi_identifiers, sensitive)),
        "closeness": float(t_closeness(data, quasi_identifiers, sensitive)),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
