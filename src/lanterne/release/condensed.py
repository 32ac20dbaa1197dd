"""The condensed file: one row per victim, in the shape of a codebook that others know."""

from __future__ import annotations

from lanterne.codebook import load_codebook
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError, UsageError
from lanterne.release.layout import release_layout


def check_condensed(codebook: Codebook) -> None:
    """Raise UsageError unless a release with this codebook can hold a condensed file.

    To be called before the privacy budget is spent, like ``check_destination``.
    """
    condensed_codebook(codebook)


def condensed_codebook(codebook: Codebook) -> Codebook:
    """The built-in codebook that the condensed file of a network keeps.

    Raises:
        UsageError: The codebook does not say how it is condensed, or cannot be condensed so.
    """
    if codebook.condensed is None:
        raise UsageError("condensed.not-said", codebook=codebook.name)
    try:
        condensed = load_codebook(codebook.condensed.codebook)
        release_layout(codebook, condensed)
    except (InputError, ValueError) as error:
        raise UsageError(
            "condensed.other-columns", codebook=codebook.name, other=codebook.condensed.codebook
        ) from error
    return condensed
