"""What can go wrong with a vault, in words; no message holds a key or a byte of a file."""

from __future__ import annotations

import errno

from lanterne.errors import LanterneError


class VaultError(LanterneError):
    """A file or a key of the vault cannot be had.

    Attributes:
        rule: Stable name of what is wrong, such as ``damaged-file``, for pages that say it in
            another language.
    """

    def __init__(self, rule: str, message: str) -> None:
        self.rule = rule
        super().__init__(message)


def not_written(error: OSError) -> VaultError:
    """Why the disk did not take a file."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return VaultError("disk-full", "The disk is full. Nothing was kept. Free some space.")
    why = error.strerror or "the system says no"
    return VaultError("disk-failed", f"The disk did not take the file: {why}. Nothing was kept.")
