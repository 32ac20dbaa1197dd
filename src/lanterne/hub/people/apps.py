"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig, apps


class PeopleConfig(AppConfig):
    """People and organisations."""

    name = "lanterne.hub.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Watch who signs in, where people do."""
        if apps.is_installed("allauth.account"):
            from lanterne.hub.people import watch  # noqa: F401, PLC0415 - where it is installed
