"""All pictures, drawn before pages ask for them: a process that draws takes a second to begin."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.utils.translation import override

from lanterne.errors import LanterneError
from lanterne.hub.languages import TAGS
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures.drawn_alone import prepare_alone
from lanterne.hub.portal.figures.picture_cache import State
from lanterne.hub.portal.figures.views import prepare_all
from lanterne.hub.portal.profiles.pictures import first_pictures
from lanterne.hub.showcase.ask import PATIENCE


def draw_all(catalogue: Catalogue, tell: Callable[[], None]) -> None:
    """Draw all pictures of all releases, in every language.

    Args:
        catalogue: The releases.
        tell: Called now and then, and may stop it.

    Raises:
        LanterneError: They cannot be drawn.
    """
    for entry in catalogue.entries():
        if isinstance(entry, Edition):
            for language in TAGS:
                with override(language):
                    _draw(entry, tell)


def _draw(edition: Edition, tell: Callable[[], None]) -> None:
    """Draw the pictures of a release."""
    first = [*first_pictures(edition)]
    _until(lambda: prepare_all(edition), edition.name, tell)
    _until(lambda: prepare_alone(first), edition.name, tell)


def _until(prepare: Callable[[], State], name: str, tell: Callable[[], None]) -> None:
    """Draw until all is drawn: it takes as long as it takes, while any is being made."""
    end = time.monotonic() + PATIENCE
    while True:
        tell()
        state = prepare()
        if state is State.READY:
            return
        if state is State.FAILED or time.monotonic() > end:
            raise LanterneError("showcase.not-drawn", address=name)
