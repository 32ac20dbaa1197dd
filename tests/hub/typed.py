"""The settings that the type checker reads models with."""

from __future__ import annotations

from pathlib import Path

from lanterne.hub.home import Home
from lanterne.hub.people.settings import Accounts, with_accounts
from lanterne.hub.settings import workspace_settings

LANTERNE_RATE: int | None = None
"""Known to the portal alone."""

globals().update(
    with_accounts(workspace_settings(Home(Path("/nowhere")), None, "only for types"), Accounts())
)
