"""Which column says who is one person."""

from __future__ import annotations

from lanterne.codebook import Codebook
from lanterne.hub.workspace.models import Dataset


def subject_of(dataset: Dataset, codebook: Codebook) -> str | None:
    """The column of ids of people; ``None``: as the codebook says, or as linked tables do; empty:
    each row is one."""
    if codebook.network is not None:
        return None
    return None if dataset.subject_id in codebook.table.names else dataset.subject
