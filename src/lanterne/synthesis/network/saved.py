"""Keeping a fitted network: measurements and models in one file, to be drawn from again for free.

In the archive each table that was measured has its own part of the head, and its name before the
names of its arrays: ``victims.pairs``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy.typing as npt

from lanterne.codebook import codebook_from_dict, codebook_to_dict
from lanterne.codebook.model import Codebook
from lanterne.counting import Layout
from lanterne.privacy import PrivacyStatement, Protected
from lanterne.synthesis.archive import (
    Arrays,
    Head,
    definitions_in,
    load_archive,
    pack_measurements,
    pack_model,
    save_archive,
    unpack_measurements,
    unpack_model,
)
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.network.draw import NetworkModels
from lanterne.synthesis.network.fit import FittedNetwork
from lanterne.synthesis.network.measure import NetworkMeasurements
from lanterne.synthesis.network.plan import Domains, network_of, number_layout
from lanterne.synthesis.network.tallies import Tally

KIND = "network"
"""Kind of the archive."""

MEASURED = tuple(f.name for f in fields(NetworkMeasurements) if f.type == Measurements.__name__)
"""The tables that were measured."""

MODELLED = tuple(field.name for field in fields(NetworkModels))
"""Those of them that have a model."""

TALLIES = ("steps", "blocks")
"""What is counted beside the tables; files of earlier versions do not have them."""

BOUNDS = ("sample", "shared")
"""Bounds of the measurements: a whole number, or none."""


def save_network(fitted: Protected[FittedNetwork], path: Path) -> Path:
    """Write a fitted network to a new file, whole or not at all.

    Raises:
        UsageError: The file exists, or cannot be written.
    """
    network = fitted.value
    head: Head = {
        "codebook": codebook_to_dict(network.codebook),
        "statement": network.statement.to_dict(),
        **{name: getattr(network.measurements, name) for name in BOUNDS},
        **{name: {} for name in (*MEASURED, *TALLIES)},
    }
    if network.mapping:
        head["mapping"] = list(network.mapping)
    if network.definitions is not None:
        head["definitions"] = network.definitions.to_dict()
    if network.stage:
        head["stage"] = network.stage
    arrays: dict[str, npt.NDArray[Any]] = {}
    packed = [(name, pack_measurements(getattr(network.measurements, name))) for name in MEASURED]
    packed += [(name, pack_model(getattr(network.models, name))) for name in MODELLED]
    packed += [(name, _pack_tally(getattr(network.measurements, name))) for name in TALLIES]
    for name, (own_head, own_arrays) in packed:
        head[name] |= own_head
        arrays |= {f"{name}.{array}": values for array, values in own_arrays.items()}
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
    layouts = _layouts(codebook)
    own = {name: _own(arrays, name) for name in MEASURED}
    measured: dict[str, Any] = {name: _bound(head[name]) for name in BOUNDS}
    for name in MEASURED:
        measured[name] = unpack_measurements(head[name], own[name], layouts[name])
    for name in TALLIES:
        measured[name] = _unpack_tally(head.get(name), _own(arrays, name))
    models = {name: unpack_model(head[name], own[name], layouts[name]) for name in MODELLED}
    return FittedNetwork(
        codebook,
        NetworkMeasurements(**measured),
        NetworkModels(**models),
        PrivacyStatement.from_dict(head["statement"]),
        tuple(map(str, head.get("mapping", ()))),
        definitions_in(head),
        str(head.get("stage", "")),
    )


def _pack_tally(tally: Tally | None) -> tuple[Head, dict[str, npt.NDArray[Any]]]:
    """A tally as JSON values and arrays; nothing where it was not measured."""
    if tally is None:
        return {}, {}
    return {"of": list(tally.of), "sigma": tally.sigma}, {"counts": tally.counts}


def _unpack_tally(head: Mapping[str, Any] | None, arrays: Arrays) -> Tally | None:
    """The inverse of :func:`_pack_tally`."""
    if not head:
        return None
    return Tally(tuple(map(int, head["of"])), arrays["counts"], float(head["sigma"]))


def _layouts(codebook: Codebook) -> dict[str, Layout]:
    """What the tables that were measured must look like, from the codebook alone."""
    domains = Domains.of(codebook)
    layouts = {field.name: getattr(domains, field.name).layout for field in fields(domains)}
    return layouts | {"numbers": number_layout(network_of(codebook))}


def _own(arrays: Arrays, name: str) -> dict[str, npt.NDArray[Any]]:
    """The arrays of one table."""
    start = f"{name}."
    return {
        array.removeprefix(start): values
        for array, values in arrays.items()
        if array.startswith(start)
    }


def _bound(value: int | None) -> int | None:
    """A bound as it was kept; raises ValueError for anything but a whole number or none."""
    if value is not None and not (isinstance(value, int) and value >= 1):
        raise ValueError("a bound must be a whole number of at least 1")
    return value
