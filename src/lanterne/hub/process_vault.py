"""The vault of this process, as the master key that it was started with opens it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from lanterne.errors import UsageError
from lanterne.hub.home import Home
from lanterne.vault import MasterKey, Vault, VaultError, master_of, no_core_dumps, open_vault


def master_key(home: Home, path: Path | None = None, passphrase: str | None = None) -> MasterKey:
    """The master key of a hub; made at the first start. From now on no image of memory is written.

    Args:
        home: Where everything is.
        path: File of the master key; ``None``: in the folder of keys.
        passphrase: Of the master key, if it has one.

    Raises:
        UsageError: The passphrase is missing or wrong.
        VaultError: The master key cannot be had.
    """
    no_core_dumps()
    try:
        return master_of(home.root, path, passphrase)
    except VaultError as error:
        if error.rule in {"wrong-passphrase", "passphrase-needed"}:
            raise UsageError(error.message) from None
        raise


def unlock(master: MasterKey) -> None:
    """Let this process read and write the vault."""
    settings.LANTERNE_MASTER = master


def vault() -> Vault:
    """The vault of this hub.

    Raises:
        VaultError: This process was started without the master key, and it cannot be had.
    """
    home: Home = settings.LANTERNE_HOME
    master: MasterKey | None = settings.LANTERNE_MASTER
    return open_vault(home.root) if master is None else Vault(home.root, master)
