"""``lanterne sample --intake``: a hub to learn the intake in, with people who do not exist."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lanterne.cli.hub import saying_when_it_is_missing
from lanterne.cli.language import told
from lanterne.cli.output import print_json, print_summary
from lanterne.errors import UsageError
from lanterne.messages import Message

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick

PEOPLE = 120
"""People who are registered, where nobody says how many."""


def sample_intake(
    folder: Path, people: int | None, seed: int, codebook: str | None, *, as_json: bool
) -> None:
    """Fill a new home, and say how it is opened.

    Args:
        folder: A folder that does not exist, or is empty.
        people: How many are registered; ``None``: 120.
        seed: The same seed invents the same year, on the same day.
        codebook: What was asked for; there is one alone.
        as_json: Whether the answer is for a program.

    Raises:
        UsageError: Another codebook was asked for, something is in the folder's place, or the hub
            is not installed.
    """
    with saying_when_it_is_missing():
        from lanterne.hub.intake.training_home import CODEBOOK, new_training_home
    from lanterne.fictional.intake_year import intake_year

    if codebook not in (None, CODEBOOK):
        raise UsageError("sample-intake.codebook", codebook=CODEBOOK)
    year = intake_year(PEOPLE if people is None else people, seed, last=date.today())
    made = new_training_home(folder, year, told("terminal.sample-intake.organisation"))
    command = f"lanterne serve --home {folder}"
    if as_json:
        print_json(
            home=folder,
            passphrase=made.passphrase,
            recovery=made.recovery,
            people=len(year.people),
            next=command,
        )
        return
    print_summary(
        [
            ("written", str(folder)),
            ("holds", Message("terminal.sample-intake.people", {"count": len(year.people)})),
            ("passphrase", made.passphrase),
            ("", Message("terminal.sample-intake.training-only")),
            ("next", command),
        ]
    )
