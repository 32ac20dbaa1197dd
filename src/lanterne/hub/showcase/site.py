"""Django as the public portal has it, for a folder of releases that becomes files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from lanterne.hub.allocator import take_little
from lanterne.hub.portal.catalogue import catalogue
from lanterne.hub.portal.edition import Broken
from lanterne.hub.settings import portal_settings

NOWHERE = "http://showcase.invalid"
"""Where pages believe to be that have no address; nothing of it is left in what is written."""


MOST_PROFILES = 4
"""Answers of a column that have a page: each is a file of some 35 kB in every language."""

NOBODY = {"handlers": ["nowhere"], "propagate": False}
"""Whoever makes a showcase is told what went wrong; there is no log."""


def showcase_settings(
    folder: Path, host: str, *, is_somewhere: bool, downloads: bool, contact: str
) -> dict[str, Any]:
    """Settings of a portal whose answers are written down.

    Args:
        folder: Holds the releases that are shown.
        host: Name by which the portal is asked.
        is_somewhere: Whether the pages will have an address: without one, nothing is told to
            programs that need to know where something is.
        downloads: Whether the files of the releases come along.
        contact: Whom to ask about the data, as ``portal_settings`` has it.
    """
    known = portal_settings(folder, [host], rate=None, kept_bytes=0, contact=contact)
    (templates,) = known["TEMPLATES"]
    options = templates["OPTIONS"]
    processors = [*options["context_processors"], "lanterne.hub.showcase.views.every_page"]
    return {
        **known,
        "ROOT_URLCONF": "lanterne.hub.showcase.urls",
        "INSTALLED_APPS": [*known["INSTALLED_APPS"], "lanterne.hub.showcase"],
        "MIDDLEWARE": [one for one in known["MIDDLEWARE"] if not one.endswith("not_too_often")],
        "TEMPLATES": [{**templates, "OPTIONS": {**options, "context_processors": processors}}],
        "LOGGING": {
            **known["LOGGING"],
            "loggers": dict.fromkeys(known["LOGGING"]["loggers"], NOBODY),
        },
        "LANTERNE_PUBLIC": is_somewhere,
        "LANTERNE_DOWNLOADS": downloads,
        "LANTERNE_MOST_PROFILES": MOST_PROFILES,
    }


def open_site(
    folder: Path, host: str, *, is_somewhere: bool, downloads: bool, contact: str = ""
) -> Any:
    """Make this process one that shows a folder. Once per process.

    Returns:
        The application of WSGI.
    """
    take_little()
    given = showcase_settings(
        folder, host, is_somewhere=is_somewhere, downloads=downloads, contact=contact
    )
    settings.configure(**given)
    django.setup(set_prefix=False)
    return get_wsgi_application()


def broken() -> tuple[str, ...]:
    """The releases in the folder that are not whole."""
    return tuple(one.name for one in catalogue().entries() if isinstance(one, Broken))
