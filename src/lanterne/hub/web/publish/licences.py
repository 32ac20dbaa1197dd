"""Licences that are offered, in plain words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LICENCES: tuple[tuple[str, Promise], ...] = (
    ("CC-BY-4.0", _("CC BY 4.0: anybody may use it and must name you")),
    (
        "CC-BY-SA-4.0",
        _(
            "CC BY-SA 4.0: anybody may use it, must name you, and must share works made from "
            "it on the same terms"
        ),
    ),
    (
        "CC-BY-NC-4.0",
        _("CC BY-NC 4.0: anybody may use it, but not to earn money, and must name you"),
    ),
    ("CC0-1.0", _("CC0 1.0: anybody may do anything with it")),
    (
        "ODbL-1.0",
        _(
            "ODbL 1.0: for databases; anybody may use it, must name the source, and must share "
            "databases made from it on the same terms"
        ),
    ),
)
"""SPDX identifier, and what it means."""

NONE_YET = ("", _("not decided yet"))
"""Where none has been chosen."""
