"""Names of datasets in public addresses."""

from __future__ import annotations

import secrets

from lanterne.hub.slugs import short_name
from lanterne.hub.web.models import Dataset

LONGEST = 48
"""Letters of a name; a mark may follow."""


def free_series(title: str) -> str:
    """A name for a new dataset, from its title, that no dataset of the hub has."""
    wanted = short_name(title, LONGEST) or "dataset"
    if not Dataset.objects.filter(series=wanted).exists():
        return wanted
    return f"{wanted}-{secrets.token_hex(3)}"
