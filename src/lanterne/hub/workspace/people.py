"""Which column says who is one person."""

from __future__ import annotations

from lanterne.codebook import Codebook
from lanterne.hub.workspace.models import Dataset


def subject_of(dataset: Dataset, codebook: Codebook) -> str | None:
    """The column of ids of people; ``None``: as the codebook says, or as linked tables do."""
    if codebook.network is not None:
        return None
    chosen = dataset.subject_id or None
    return None if chosen in codebook.table.names else chosen
