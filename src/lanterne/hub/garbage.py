"""What a server has loaded for as long as it runs is left out of the search for garbage.

Python looks through everything it holds every few hundred pages, and everybody waits: with all the
hub loaded for a tenth of a second, on a computer of 2026. None of that is ever garbage.
"""

from __future__ import annotations

import gc

from django.urls import get_resolver


def leave_out_what_is_loaded() -> None:
    """Load the pages, which would else be loaded when the first is asked for; and leave all out.

    To be called before a server answers anybody, and again when it has opened what it shows.
    """
    _loaded = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
