"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The intake."""

    name = "lanterne.hub.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Close names where somebody signs out; make known jobs, how things are found, who is in
        whose team, and what waits for whom."""
        from lanterne.hub.intake import (  # noqa: F401, PLC0415 - models are loaded by now
            count_job,
            emergencies,
            lookup,
            nobodys,
            sweep_job,
            teams,
            watch,
        )
