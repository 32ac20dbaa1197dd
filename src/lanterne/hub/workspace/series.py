"""Names of datasets in public addresses."""

from __future__ import annotations

import secrets

from django.utils.text import slugify

from lanterne.hub.workspace.models import Dataset

LONGEST = 48
"""Letters of a name; a mark may follow."""


def free_series(title: str) -> str:
    """A name for a new dataset, from its title, that no dataset of the hub has."""
    wanted = slugify(title)[:LONGEST].strip("-") or "dataset"
    if not Dataset.objects.filter(series=wanted).exists():
        return wanted
    return f"{wanted}-{secrets.token_hex(3)}"
