"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Long work."""

    name = "lanterne.hub.jobs"
    label = "jobs"
