"""Which column says who is one person, and what else the verbs on cases are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lanterne.codebook import Codebook
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.models import Dataset
from lanterne.hub.web.publish.release_folders import ledger_of


def subject_of(dataset: Dataset, codebook: Codebook) -> str | None:
    """The column of ids of people; ``None``: as the codebook says, or as linked tables do; empty:
    each row is one."""
    if codebook.network is not None:
        return None
    who = dataset_codebook.who_of(dataset)
    return None if who.subject_id in codebook.table.names else who.subject


def arguments_of(cases: Path, dataset: Dataset, codebook: Codebook) -> dict[str, Any]:
    """Arguments of the verbs that protect cases or compare a release with them.

    Reads the vault, where somebody works on a draft of the codebook.
    """
    return {
        "subject_id": subject_of(dataset, codebook),
        "ignore": dataset_codebook.left_out_of(cases, dataset, codebook),
        "ledger": ledger_of(dataset),
    }
