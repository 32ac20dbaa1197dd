"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """The workspace."""

    name = "lanterne.hub.workspace"
    label = "workspace"
