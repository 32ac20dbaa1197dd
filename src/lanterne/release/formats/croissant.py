"""A release as Croissant 1.1 with its RAI vocabulary, which is schema.org's ``Dataset`` as well."""

from __future__ import annotations

from typing import Any

from lanterne.release.formats.about import NOWHERE, Publication
from lanterne.release.load import Release


def dataset(release: Release, publication: Publication = NOWHERE) -> dict[str, Any]:
    """A release as a JSON-LD document, to be put into a page or beside the data.

    Args:
        release: Loaded; its rows are not needed.
        publication: Where and as what it is published.
    """
    raise NotImplementedError
