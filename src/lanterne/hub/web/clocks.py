"""Clocks that were set back: the order in which things happened is kept, and the page says so.

What follows what is known from states and numbers. Times are only shown: they are those of the
clock as it was, and a person who reads them must not be misled.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SET_BACK = _(
    "The clock of this computer was set back in the meantime, so the times here are out of "
    "sequence. The order of the lines is right. Tell the person who looks after the computer."
)


def said_of(moments: Iterable[datetime]) -> Promise | str:
    """What is said of times, in the order in which they happened; empty where they follow."""
    return SET_BACK if any(later < earlier for earlier, later in pairwise(moments)) else ""
