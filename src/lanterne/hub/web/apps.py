"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """The workspace."""

    name = "lanterne.hub.web"
    label = "workspace"

    def ready(self) -> None:
        """Make known what jobs there are: a worker does them, and pages say what they are."""
        from lanterne.hub.web import work  # noqa: F401, PLC0415 - models are loaded by now
