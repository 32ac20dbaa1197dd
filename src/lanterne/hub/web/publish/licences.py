"""Licences that are offered, in plain words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LICENCES: tuple[tuple[str, Promise], ...] = (
    ("CC-BY-4.0", _("CC BY 4.0: anybody may use it and must name you")),
    ("CC-BY-SA-4.0", _("CC BY-SA 4.0: the same, and what is made of it is shared alike")),
    ("CC-BY-NC-4.0", _("CC BY-NC 4.0: anybody may use it, but not to earn money")),
    ("CC0-1.0", _("CC0 1.0: anybody may do anything")),
    ("ODbL-1.0", _("ODbL 1.0: for databases; what is made of it is shared alike")),
)
"""SPDX identifier, and what it means."""

NONE_YET = ("", _("not decided yet"))
"""Where none has been chosen."""
