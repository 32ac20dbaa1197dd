"""Formats in which a release tells programs and catalogues what it is: one module each.

Everything in them is computed from the codebook, which is public, and from protected values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lanterne.release.formats import citation, data_package
from lanterne.release.imprint import Imprint
from lanterne.release.layout import Layout

Hashes = Mapping[str, tuple[int, str]]
"""Path → bytes and SHA-256 of each file of data, page and codebook."""


@dataclass(frozen=True)
class Format:
    """A file that says what a release is, in a format that others know.

    Attributes:
        path: Name of the file in the folder of the release.
        said: Key of what the README says of it, among its words.
        text_of: Gives the text of the file.
    """

    path: str
    said: str
    text_of: Callable[[Layout, Imprint, Hashes], str]


FORMATS = (
    Format("datapackage.json", "format.data-package", data_package.text_of),
    Format("CITATION.cff", "format.citation", citation.text_of),
)
"""All formats, in the order in which the README names them."""
