"""The vault of a hub, as its processes open it when they start."""

from __future__ import annotations

from pathlib import Path

from lanterne.errors import UsageError
from lanterne.vault.master import MasterKey, create_master, open_master
from lanterne.vault.store import Vault

MASTER = Path("keys", "master.json")
"""Where the master key is below the home of a hub, when it is kept nowhere else."""


def open_vault(home: Path, master: Path | None = None, passphrase: str | None = None) -> Vault:
    """Open the vault of a hub; the first time, its master key is made.

    Several processes may do so at once. None removes leftovers: see :meth:`Vault.recover`.
    Arguments and errors are those of :func:`master_of`.
    """
    return Vault(home, master_of(home, master, passphrase))


def master_of(home: Path, master: Path | None = None, passphrase: str | None = None) -> MasterKey:
    """The master key of a hub; made the first time.

    Args:
        home: Folder of the hub.
        master: File of the master key; ``None``: in the folder of keys.
        passphrase: Of the master key, if it has one.

    Raises:
        VaultError: The master key cannot be had, or is missing though there are keys that it
            wrapped: another one would open none of them.
    """
    path = master or home / MASTER
    known = any((home / "keys").glob("organisation-*.json"))
    if path.exists() or known:
        return open_master(path, passphrase)
    return _made_once(path, passphrase)


def _made_once(path: Path, passphrase: str | None) -> MasterKey:
    try:
        return create_master(path, passphrase)
    except UsageError:
        if not path.exists():
            raise
        return open_master(path, passphrase)  # another process was quicker
