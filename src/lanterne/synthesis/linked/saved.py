"""Keeping a fitted network: measurements and models in one file, to be drawn from again for free.

In the archive each of the three tables has its own part of the head, and its name before the names
of its arrays: ``victims.pairs``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy.typing as npt

from lanterne.codebook import codebook_from_dict, codebook_to_dict
from lanterne.privacy import PrivacyStatement, Protected
from lanterne.synthesis.archive import (
    Arrays,
    Head,
    load_archive,
    pack_measurements,
    pack_model,
    save_archive,
    unpack_measurements,
    unpack_model,
)
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.linked.draw import NetworkModels
from lanterne.synthesis.linked.measure import NetworkMeasurements
from lanterne.synthesis.linked.plan import Domains
from lanterne.synthesis.linked.protect import FittedNetwork
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.model import LatentClassModel

KIND = "network"
"""Kind of the archive."""

PARTS = ("victims", "links", "perpetrators")
"""The tables that were measured: fields of measurements, models and domains."""


def save_network(fitted: Protected[FittedNetwork], path: Path) -> Path:
    """Write a fitted network to a new file, whole or not at all.

    Raises:
        UsageError: The file exists, or cannot be written.
    """
    network = fitted.value
    measured = network.measurements
    head: Head = {
        "codebook": codebook_to_dict(network.codebook),
        "statement": network.statement.to_dict(),
        "sample": measured.sample,
        "shared": measured.shared,
    }
    arrays: dict[str, npt.NDArray[Any]] = {}
    for part in PARTS:
        counts_head, counts = pack_measurements(getattr(measured, part))
        model_head, model = pack_model(getattr(network.models, part))
        head[part] = counts_head | model_head
        arrays |= {f"{part}.{name}": array for name, array in (counts | model).items()}
    return save_archive(path, KIND, head, arrays)


def load_network(path: Path) -> Protected[FittedNetwork]:
    """Read what :func:`save_network` wrote.

    Raises:
        InputError: The file is missing, is not such a file, or is of a later format.
    """
    return load_archive(path, {KIND: read_network})


def read_network(head: Mapping[str, Any], arrays: Arrays) -> FittedNetwork:
    """The fitted network of an archive; raises any error when its parts are not of one network."""
    codebook = codebook_from_dict(head["codebook"])
    domains = Domains.of(codebook)
    parts = {part: _part(head, arrays, part, getattr(domains, part)) for part in PARTS}
    return FittedNetwork(
        codebook,
        NetworkMeasurements(
            **{part: measured for part, (measured, _) in parts.items()},
            sample=_number(head["sample"]),
            shared=_number(head["shared"]),
        ),
        NetworkModels(**{part: model for part, (_, model) in parts.items()}),
        PrivacyStatement.from_dict(head["statement"]),
    )


def _part(
    head: Mapping[str, Any], arrays: Arrays, part: str, domain: Domain
) -> tuple[Measurements, LatentClassModel]:
    own = {
        name.removeprefix(f"{part}."): array
        for name, array in arrays.items()
        if name.startswith(f"{part}.")
    }
    measured = unpack_measurements(head[part], own, domain)
    return measured, unpack_model(head[part], own, measured.layout)


def _number(value: int | None) -> int | None:
    """A bound as it was kept; raises ValueError for anything but a whole number or none."""
    if value is not None and not (isinstance(value, int) and value >= 1):
        raise ValueError("a bound must be a whole number of at least 1")
    return value
