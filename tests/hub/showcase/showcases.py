"""Showcases, made in processes of their own, as each becomes a portal; no picture is drawn."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

from program import command

ADDRESS = "https://data.example.org/cases/"
CONTACT = "mailto:data@example.org"
NO_PICTURES = Path(__file__).with_name("no_pictures")


def showcase(*words: object, **more: Any) -> subprocess.CompletedProcess[str]:
    """What ``lanterne showcase`` did."""
    environment = {**os.environ, "PYTHONPATH": str(NO_PICTURES), "COLUMNS": "200"}
    return subprocess.run(
        command("showcase", *words),
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        **more,
    )


def make_site(folder: Path, catalogue: Path) -> None:
    """The pages of a whole catalogue, with their address, as ``site``."""
    told = ("--address", ADDRESS, "--contact", CONTACT)
    made = showcase(catalogue, "--out", folder / "site", *told)
    assert made.returncode == 0, made.stderr
