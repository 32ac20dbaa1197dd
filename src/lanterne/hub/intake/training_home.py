"""A new home of a hub of one computer, with a year of invented work in it.

The home appears whole or not at all, in a place where nothing was: what is invented never comes
among people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from django.db import connections

from lanterne.codebook import codebook_to_toml, load_codebook
from lanterne.disk import PRIVATE_FOLDER
from lanterne.fictional.folder import new_folder
from lanterne.fictional.intake_people import InventedYear
from lanterne.hub.home import Home
from lanterne.hub.home_lock import only_server
from lanterne.hub.process_vault import master_key, unlock
from lanterne.hub.project import bring_up_to_date, open_workspace
from lanterne.intake.codes import new_code

# ruff: noqa: PLC0415 - the apps must be loaded first

CODEBOOK = "lanterne-network"


@dataclass(frozen=True)
class TrainingHome:
    """What was made.

    Attributes:
        passphrase: Of all case workers, for names.
        recovery: The keys for recovery.
    """

    passphrase: str = field(repr=False)
    recovery: tuple[str, ...] = field(repr=False)


def new_training_home(folder: Path, year: InventedYear, called: str) -> TrainingHome:
    """Make a home, and fill its intake. Once per process: Django is configured for it.

    Args:
        folder: A folder that does not exist, or is empty.
        year: What is filled in.
        called: Name of the organisation, which says that it is for training.

    Raises:
        UsageError: Something is in the folder's place, or the place cannot be written to.
        LanterneError: The database or a key cannot be made.
    """
    with new_folder(folder) as draft:
        draft.chmod(PRIVATE_FOLDER)
        home = Home(draft)
        with only_server(home):
            master = master_key(home)
            open_workspace(home, None)
            unlock(master)
            bring_up_to_date()
            try:
                made = _filled(year, called)
            finally:
                connections.close_all()  # what SQLite has apart is brought into its file
    return made


def _filled(year: InventedYear, called: str) -> TrainingHome:
    from lanterne.hub.intake.training import Office, fill
    from lanterne.hub.people.laptop import add_person, first_person
    from lanterne.hub.people.models import Organisation
    from lanterne.hub.people.roles import Role

    first, *others = year.workers
    opens = first_person()
    opens.name = first
    opens.save(update_fields=["name"])
    colleagues = [
        add_person(f"colleague-{number}", name, (Role.CASE_WORKER,))
        for number, name in enumerate(others, 1)
    ]
    organisation = Organisation.objects.get()
    organisation.name = called
    organisation.save(update_fields=["name"])
    passphrase = f"{new_code()}-{new_code()}"
    office = Office(organisation, [opens, *colleagues], passphrase)
    recovery = fill(office, codebook_to_toml(load_codebook(CODEBOOK)), year)
    return TrainingHome(passphrase, tuple(recovery))
