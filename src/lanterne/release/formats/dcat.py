"""A release and a catalogue as DCAT 3, by the profile DCAT-AP 3, in JSON-LD."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lanterne.codebook.model import Text
from lanterne.release.formats.about import NOWHERE, Publication
from lanterne.release.load import Release


@dataclass(frozen=True)
class Edition:
    """A release and how it is published.

    Attributes:
        release: Loaded; its rows are not needed.
        publication: Its page and files must be absolute addresses.
    """

    release: Release
    publication: Publication


@dataclass(frozen=True)
class Series:
    """A dataset of which there are several editions over time.

    Attributes:
        page: Absolute address of its page, which names it.
        title: Language → text.
        editions: The first edition first; each names ``page`` as its ``series``.
        description: Language → text; empty: the title.
        publisher: Who publishes it; empty: nobody says.
    """

    page: str
    title: Text
    editions: Sequence[Edition]
    description: Text = field(default_factory=dict)
    publisher: str = ""


@dataclass(frozen=True)
class Catalogue:
    """Everything that somebody publishes.

    Attributes:
        page: Absolute address of its page, which names it.
        title, description: Language → text.
        publisher: Who publishes it.
        editions: Releases that are of no series.
        series: Datasets with their editions.
    """

    page: str
    title: Text
    description: Text
    publisher: str
    editions: Sequence[Edition] = ()
    series: Sequence[Series] = ()


def dataset(release: Release, publication: Publication = NOWHERE) -> dict[str, Any]:
    """A release as a ``dcat:Dataset`` with its distributions: a JSON-LD document.

    Args:
        release: Loaded; its rows are not needed.
        publication: Its page and files must be absolute addresses.

    Raises:
        UsageError: There is no address of the page or of the files.
    """
    raise NotImplementedError


def catalogue(whole: Catalogue) -> dict[str, Any]:
    """A catalogue with its series and datasets: one JSON-LD document, with an ``@graph``.

    Raises:
        UsageError: There is no address of the page or of the files of one.
    """
    raise NotImplementedError


def turtle(document: dict[str, Any]) -> str:
    """What :func:`dataset` or :func:`catalogue` gave back, as RDF 1.1 Turtle."""
    raise NotImplementedError
