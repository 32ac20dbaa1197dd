"""Formats in which a release tells programs and catalogues what it is: one module each.

Everything in them is computed from the codebook, which is public, and from protected values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lanterne.release.formats import citation, data_package
from lanterne.release.imprint import Imprint
from lanterne.release.layout import Layout

Hashes = Mapping[str, tuple[int, str]]
"""Path → bytes and SHA-256 of each file of data, page and codebook."""

FORMATS: Mapping[str, Callable[[Layout, Imprint, Hashes], str]] = {
    "CITATION.cff": citation.text_of,
    "datapackage.json": data_package.text_of,
}
"""File in the folder of a release → what writes its text."""
