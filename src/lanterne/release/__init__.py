"""The folder that is published: written whole or not at all, verified by one command.

A release holds rows, published counts where there are any, the codebook and the promise. It is
built from a protected table, a protected network, or a checked table of a k-method alone.
"""

from lanterne.release.condensed import check_condensed
from lanterne.release.datasets import load_datasets
from lanterne.release.folder import check_destination
from lanterne.release.held import held_by_ledger
from lanterne.release.k_write import write_k_release
from lanterne.release.load import Release, load_release
from lanterne.release.people import People, people_of
from lanterne.release.publishable import check_publishable
from lanterne.release.verify import VerifyReport, verify_release
from lanterne.release.write import check_imprint, write_release

__all__ = [
    "People",
    "Release",
    "VerifyReport",
    "check_condensed",
    "check_destination",
    "check_imprint",
    "check_publishable",
    "held_by_ledger",
    "load_datasets",
    "load_release",
    "people_of",
    "verify_release",
    "write_k_release",
    "write_release",
]
