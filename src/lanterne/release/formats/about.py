"""What is said of a release wherever it is described: one object, of which formats take their own.

A release that was loaded says most of it. What it cannot know is how it was published: at which
address, as which edition of what. A hub knows that and says it in a :class:`Publication`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import quote

from lanterne.anonymity.result import Method
from lanterne.codebook.model import Text, in_language
from lanterne.messages import TAGS
from lanterne.release.folder import CHECKSUMS, sha256
from lanterne.release.layout import CountsFile, Layout
from lanterne.release.load import Release
from lanterne.release.texts import words

ENDINGS = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "html": "text/html",
    "md": "text/markdown",
    "R": "text/x-r-source",
    "cff": "application/yaml",
}
"""End of the name of a file → its media type."""


@dataclass(frozen=True)
class Publication:
    """Where and as what a release is published; every field may be left out.

    Attributes:
        page: Address of the page of the release, which also names it; empty: it has none, and is
            named by its checksum.
        files: Address that becomes that of a file when the file's path is put behind it, such as
            ``https://example.org/download/global-cases.v2/``; empty: files are named by their
            paths in the folder.
        title, description: Language → text; empty: those of the codebook.
        publisher, licence: Name, and SPDX identifier; empty: what the release says.
        issued: When it was published, with a time zone; ``None``: when it was made.
        version: Which edition it is, such as ``2``; empty: the day on which it was made.
        series: Address of the dataset of which it is an edition; empty: it is of none.
        replaces: Address of the page of the edition before; empty: there is none.
        contact: Address of a page, or ``mailto:`` and an address of mail, for questions.
        doi: Digital object identifier, such as ``10.5281/zenodo.1``; empty: it has none.
    """

    page: str = ""
    files: str = ""
    title: Text = field(default_factory=dict)
    description: Text = field(default_factory=dict)
    publisher: str = ""
    licence: str = ""
    issued: datetime | None = None
    version: str = ""
    series: str = ""
    replaces: str = ""
    contact: str = ""
    doi: str = ""


NOWHERE = Publication()
"""Of a release of which nothing is known but its folder."""


@dataclass(frozen=True)
class ReleasedFile:
    """A file of a release.

    Attributes:
        path: In its folder.
        address: Where it is to be had; its path where that is not known.
        size: Bytes.
        sha256: 64 hexadecimal digits.
    """

    path: str
    address: str
    size: int
    sha256: str

    @property
    def ending(self) -> str:
        """What its name ends with: ``csv``."""
        return self.path.rpartition(".")[2]

    @property
    def media_type(self) -> str:
        """Its media type."""
        return ENDINGS.get(self.ending, "application/octet-stream")


@dataclass(frozen=True)
class About:
    """What is said of a release; nothing of it was computed from cases.

    Attributes:
        release: The release, with its rows or without them.
        publication: Where and as what it is published.
    """

    release: Release
    publication: Publication = NOWHERE

    @property
    def layout(self) -> Layout:
        """Its tables and counts."""
        return self.release.layout

    @cached_property
    def identifier(self) -> str:
        """What names it: its DOI, its page, or else its checksum (``ni``, RFC 6920)."""
        if self.publication.doi:
            return f"https://doi.org/{self.publication.doi}"
        return self.publication.page or named_by_checksum(sha256(self.release.path / CHECKSUMS))

    @property
    def title(self) -> Text:
        """Language → title."""
        return said(self.publication.title or self.release.codebook.title)

    @property
    def description(self) -> Text:
        """Language → description; the title where there is none, as catalogues want one."""
        return said(self.publication.description or self.release.codebook.description) or self.title

    @property
    def publisher(self) -> str:
        """Who publishes it; empty: nobody says."""
        return self.publication.publisher or str(self.release.manifest.get("publisher") or "")

    @property
    def licence(self) -> str:
        """SPDX identifier of its licence; empty: none was chosen."""
        return self.publication.licence or str(self.release.manifest.get("licence") or "")

    @property
    def issued(self) -> str:
        """The day on which it was published, as ``2026-11-25``."""
        issued = self.publication.issued
        return issued.astimezone(UTC).date().isoformat() if issued else self.created[:10]

    @property
    def created(self) -> str:
        """The moment at which it was made, as ``2026-11-25T12:00:00Z``."""
        return str(self.release.manifest["created"])

    @property
    def version(self) -> str:
        """Which edition it is."""
        return self.publication.version or self.created[:10]

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages in which it can be read: those of its pages."""
        return tuple(TAGS)

    @property
    def files(self) -> tuple[ReleasedFile, ...]:
        """Its files, but the manifest and the checksums."""
        place = self.publication.files
        return tuple(
            ReleasedFile(one["path"], f"{place}{quote(one['path'])}", one["bytes"], one["sha256"])
            for one in self.release.manifest["files"]
        )

    @property
    def keywords(self) -> tuple[str, ...]:
        """What catalogues file it under, in English."""
        guarantee = self.release.guarantee
        generalised = guarantee is not None and guarantee.method is Method.K_ANONYMISED
        return (
            "generalised data" if generalised else "synthetic data",
            "k-anonymity" if guarantee else "differential privacy",
            *(["human trafficking"] if self.release.codebook.of_trafficking else []),
        )

    @property
    def promise_in_short(self) -> str:
        """What is promised, with its numbers, for people and programs, in English."""
        guarantee, statement = self.release.guarantee, self.release.statement
        if guarantee is not None:
            return f"{guarantee.method}, k = {guarantee.k}"
        assert statement is not None  # a release has one of them
        return (
            f"{statement.definition}: epsilon = {statement.epsilon:g}, "
            f"delta = {statement.delta:g}, unit = {statement.unit}"
        )

    @property
    def rows(self) -> Mapping[str, int]:
        """Table → its rows."""
        manifest = self.release.manifest
        return dict(manifest.get("synthetic_rows") or manifest["rows"])

    def counts_name(self, file: CountsFile, ending: str) -> str:
        """What a file of counts is called beside the tables."""
        alone = self.layout.network is None
        return f"{file.name}.{ending}" if alone else f"{file.name}-counts.{ending}"

    def citation(self, language: str) -> str:
        """How to cite it, in a line."""
        said = words(language)
        return said["export.citation"].format(
            publisher=self.publisher or said["unstated.cited"],
            year=self.issued[:4],
            title=in_language(self.title, language),
            version=self.version,
            identifier=self.identifier,
        )

    def promise(self, language: str) -> str:
        """What is promised to the people in the cases, in plain paragraphs."""
        statement = self.release.statement or self.release.k_statement
        assert statement is not None  # a release has one of them
        return statement.in_words(language)


def said(text: Text) -> Text:
    """Only the languages in which something is said."""
    return {language: words for language, words in text.items() if words}


def named_by_checksum(digest: str) -> str:
    """An address (RFC 6920) that names bytes by their SHA-256, here in hexadecimal digits."""
    code = base64.urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")
    return f"ni:///sha-256;{code}"


_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-(\d\.\d)")
_PUBLIC_DOMAIN: Mapping[str, str] = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "PDDL-1.0": "https://opendatacommons.org/licenses/pddl/1-0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "ODC-By-1.0": "https://opendatacommons.org/licenses/by/1-0/",
}


def licence_address(licence: str) -> str:
    """Where the text of a licence is, by its SPDX identifier: at its makers, or else at SPDX."""
    found = _CREATIVE_COMMONS.fullmatch(licence)
    if found:
        return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"
    return _PUBLIC_DOMAIN.get(licence, f"https://spdx.org/licenses/{licence}.html")
