"""Which column says who is one person."""

from __future__ import annotations

from lanterne.codebook import Codebook
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.models import Dataset


def subject_of(dataset: Dataset, codebook: Codebook) -> str | None:
    """The column of ids of people; ``None``: as the codebook says, or as linked tables do; empty:
    each row is one."""
    if codebook.network is not None:
        return None
    who = dataset_codebook.who_of(dataset)
    return None if who.subject_id in codebook.table.names else who.subject
