"""Vaults for tests, and the search for what must be nowhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from lanterne.vault import MasterKey, Vault

CANARY = b"Zanzibar-heron-4711"
"""Stands in plaintext, and nowhere on the disk."""


def make_vault(home: Path) -> Vault:
    return Vault(home, MasterKey.new())


def keep(vault: Vault, data: bytes, organisation: str = "north", kind: str = "cases") -> str:
    with vault.create(organisation, kind) as file:
        file.write(data)
    return file.file_id


def holding(canary: bytes, *folders: Path) -> list[Path]:
    """Files below folders, links not followed, whose bytes or whose name hold the canary."""
    return [
        path
        for folder in folders
        for path in folder.rglob("*")
        if canary in os.fsencode(path.name)
        or (path.is_file() and not path.is_symlink() and canary in path.read_bytes())
    ]


def open_files(pid: int) -> Iterator[tuple[str, bytes]]:
    """Target and bytes of all files on a disk that a process has open, deleted ones as well."""
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(link.readlink())
            if target.startswith("/") and not target.startswith(("/dev/", "/proc/", "/memfd:")):
                yield target, link.read_bytes() if link.is_file() else b""
        except OSError:
            continue
