"""What can go wrong with a vault, in words; no message holds a key or a byte of a file."""

from __future__ import annotations

from lanterne.disk import is_full, reason
from lanterne.errors import LanterneError


class VaultError(LanterneError):
    """A file or a key of the vault cannot be had."""

    @property
    def rule(self) -> str:
        """Stable name of what is wrong, such as ``damaged-file``: what its code begins with."""
        return self.message.rule


def not_written(error: OSError) -> VaultError:
    """Why the disk did not take a file."""
    if is_full(error):
        return VaultError("disk-full.vault")
    return VaultError("disk-failed.vault", why=reason(error))
