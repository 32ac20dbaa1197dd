"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class JointConfig(AppConfig):
    """Joint datasets."""

    name = "lanterne.hub.joint"
    label = "joint"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make known jobs, how things are found, what waits for whom, and who must approve."""
        from lanterne.hub.joint import (  # noqa: F401, PLC0415 - models are loaded by now
            approvals,
            edition_job,
            lookup,
            waiting,
            year_job,
        )
