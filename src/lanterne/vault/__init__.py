"""Case files at rest: encrypted from the first byte on disk, readable by their organisation only.

    secret      a key in memory that cannot be shown, logged or pickled
    master      the master key, in a file of its own
    keys        a key for each organisation, wrapped by the master key
    cipher      a stream of bytes as a sealed file
    store       the vault: create, open, delete, recover
    plain       files of the vault as paths, for the readers of case files
    kinds       what kind of table a file is, and whether a workbook is a bomb
    opening     the vault of a hub, when its processes start

What it protects from, and what not: docs/explanation/encryption-at-rest.md.
"""

from lanterne.vault.errors import VaultError
from lanterne.vault.keys import KeyRing, rotate_master
from lanterne.vault.master import (
    MasterKey,
    change_passphrase,
    create_master,
    needs_passphrase,
    open_master,
)
from lanterne.vault.opening import MASTER, master_of, open_vault
from lanterne.vault.plain_files import no_core_dumps, plaintext
from lanterne.vault.store import Vault
from lanterne.vault.writer import VaultWriter

__all__ = [
    "MASTER",
    "KeyRing",
    "MasterKey",
    "Vault",
    "VaultError",
    "VaultWriter",
    "change_passphrase",
    "create_master",
    "master_of",
    "needs_passphrase",
    "no_core_dumps",
    "open_master",
    "open_vault",
    "plaintext",
    "rotate_master",
]
