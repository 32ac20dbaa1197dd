"""Who publishes a release, when, with which software, and on what terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version


def software() -> str:
    """Name and version of this software, as releases and records state it."""
    return f"lanterne {version('lanterne')}"


@dataclass(frozen=True)
class Imprint:
    """Who publishes a release, when, and on what terms.

    Attributes:
        created: Moment of making, UTC.
        software: Name and version of the software.
        publisher: Organisation that publishes; ``None`` when not stated.
        licence: SPDX identifier of the licence of the data; ``None`` when none was chosen.
    """

    created: datetime
    software: str
    publisher: str | None = None
    licence: str | None = None

    @property
    def moment(self) -> str:
        """The moment of making, such as ``2026-11-25T12:00:00Z``."""
        return self.created.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def date(self) -> str:
        """The day of making, such as ``2026-11-25``."""
        return self.moment[:10]
