"""What is asked for when a release is written once more for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path

from lanterne.errors import UsageError, check_language
from lanterne.verbs.arguments import take_fields
from lanterne.verbs.requests import shared
from lanterne.verbs.requests.addresses import check_addresses
from lanterne.verbs.requests.option import option

KINDS = (
    *("stata", "spss", "r", "excel"),
    *("croissant", "dcat", "ddi", "datacite", "bibtex", "ris", "csl"),
    *("csvw", "sdmx", "ro-crate"),
)
"""What a release can be written as; ``lanterne.release.exports`` has how."""

NEEDS_ADDRESS = frozenset({"dcat"})
"""Kinds that say where on the net a release is to be had, and nothing without that."""

PUBLICATION = "publication"


@dataclass(frozen=True)
class ExportRequest:
    """A release for other programs and for catalogues; see :func:`lanterne.export`.

    Attributes:
        release: Folder of the release.
        kinds: What it is written as: some of :data:`KINDS`.
        out: Folder of the export; must not exist, nor lie in a release.
        language: Language of labels and pages: ``en``, ``fr``, ``es`` or ``ar``.
        address: Where the folder of the release is to be had: an address of the web.
        doi: Digital object identifier of the release, such as ``10.5281/zenodo.1``.
        contact: Address of a page or ``mailto:…``, for questions about the data.

    Raises:
        UsageError: A value is of another type, there is no such kind or language, a kind needs an
            address, or something is no address or no DOI.
    """

    release: str | Path = field(metadata=option(argument=True))
    _: KW_ONLY
    kinds: Sequence[str] = field(
        metadata=option(name="--as", text="export-as", metavar="FORMAT", choices=KINDS)
    )
    out: str | Path = field(metadata=option(metavar="FOLDER", text="export-out"))
    language: str = field(default="en", metadata=shared.language("export-language"))
    address: str | None = field(
        default=None,
        metadata=option(metavar="ADDRESS", text="export-address", panel=PUBLICATION),
    )
    doi: str | None = field(default=None, metadata=option(metavar="DOI", panel=PUBLICATION))
    contact: str | None = field(default=None, metadata=option(metavar="ADDRESS", panel=PUBLICATION))

    def __post_init__(self) -> None:
        take_fields(self)
        check_language(self.language)
        unknown = [kind for kind in self.kinds if kind not in KINDS]
        if not self.kinds:
            raise UsageError("export.nothing-chosen", kinds=KINDS)
        if unknown:
            raise UsageError("export.no-kind", unknown=tuple(unknown), kinds=KINDS)
        check_addresses(self.address, self.contact, self.doi)
        if self.address is None and not NEEDS_ADDRESS.isdisjoint(self.kinds):
            needing = tuple(kind for kind in self.kinds if kind in NEEDS_ADDRESS)
            raise UsageError("export.needs-address", kinds=needing)
