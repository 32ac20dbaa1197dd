"""What the guide on deposits takes for granted: a release that may go, a token, and the site."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "release"))
sys.path.insert(0, str(Path(__file__).parents[1] / "deposits"))

from example_release import MOMENT, a_table
from stand_in import TOKEN, later, standing_in

from lanterne.privacy import Protected
from lanterne.release import write_release
from let_pass import let_pass

PUBLISHED = 542_201
"""Number of the deposit of which the guide makes a new version."""


def write_deposit(folder: Path) -> None:
    """A release that the gate let pass, and a file with a token."""
    terms = {"publisher": "Example Organisation", "licence": "CC-BY-4.0"}
    write_release(Protected(a_table()), folder / "release", created=MOMENT, **terms)
    let_pass(folder / "release")
    token = folder / "zenodo.token"
    token.write_text(TOKEN, "utf-8")
    token.chmod(0o600)


@contextmanager
def sites() -> Iterator[None]:
    """A server in the place of both sites, with a deposit that was published an hour ago."""
    with standing_in("sandbox") as sandbox, standing_in("zenodo") as zenodo:
        for site in (sandbox, zenodo):
            assert site.add(published=True) == PUBLISHED
            site.now = later(site.now, 60)
        yield
