"""The settings that the type checker reads models with."""

from __future__ import annotations

from pathlib import Path

from lanterne.hub.home import Home
from lanterne.hub.settings import workspace_settings

globals().update(workspace_settings(Home(Path("/nowhere")), None, "only for types"))
