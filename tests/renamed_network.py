"""The small network of tests/cli with other names for its tables."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).with_name("cli")))
from network_cases import NETWORK, network_cases

NAMES = {"victims": "personnes", "perpetrators": "auteurs", "links": "faits"}


def write_renamed(folder: Path, victims: int) -> tuple[Path, Path]:
    """A codebook and a folder of cases: the same people, in tables that are called otherwise."""
    text = NETWORK.read_text()
    for name, other in NAMES.items():
        text = text.replace(f'"{name}"', f'"{other}"')
    book, cases = folder / "renamed.toml", folder / "cases"
    book.write_text(text)
    cases.mkdir()
    for name, lines in network_cases(victims).items():
        (cases / f"{NAMES[name]}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return book, cases
