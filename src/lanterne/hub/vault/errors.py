"""What can go wrong with a vault, in words; no message holds a key or a byte of a file."""

from __future__ import annotations

from lanterne.disk import is_full, reason
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
    if is_full(error):
        return VaultError("disk-full", "The disk is full. Nothing was kept. Free some space.")
    message = f"The disk did not take the file: {reason(error)}. Nothing was kept."
    return VaultError("disk-failed", message)
