"""Keeping a fitted table: measurements and model in one file, to be drawn from again at no cost.

The file is a NumPy archive without pickles, so that opening one from elsewhere runs no code.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lanterne.codebook import Codebook, codebook_from_dict, codebook_to_dict, encode_table
from lanterne.counting import Layout
from lanterne.errors import InputError, Problem, UsageError
from lanterne.privacy import PrivacyStatement, Protected
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.protect import FittedTable

FORMAT = 1
"""Version of the file format; every later version reads it."""


def save_fitted(fitted: Protected[FittedTable], path: Path) -> Path:
    """Write a fitted table to a new file, whole or not at all.

    Raises:
        UsageError: The file exists, or cannot be written.
    """
    table = fitted.value
    measured, model = table.measurements, table.model
    head = {
        "format": FORMAT,
        "codebook": codebook_to_dict(table.codebook),
        "statement": table.statement.to_dict(),
        "sizes": list(measured.layout.sizes),
        "triple_sigma": measured.triple_sigma,
        "people": model.people,
    }
    if path.exists():
        raise UsageError(f"{path} exists already; choose another name.")
    partial = path.with_name(f".{path.name}.partial-{secrets.token_hex(4)}")
    try:
        with partial.open("xb") as file:
            np.savez_compressed(
                file,
                head=np.frombuffer(json.dumps(head).encode(), np.uint8),
                singles=measured.singles,
                single_sigmas=measured.single_sigmas,
                pairs=np.triu(measured.pairs),
                pair_sigmas=measured.pair_sigmas,
                triples=np.asarray(measured.triples, np.int64).reshape(-1, 3),
                triple_counts=measured.triple_counts,
                weights=model.weights,
                probabilities=model.probabilities,
            )
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
    return path


def load_fitted(path: Path) -> Protected[FittedTable]:
    """Read what :func:`save_fitted` wrote.

    Raises:
        InputError: The file is missing, is not such a file, or is of a later format.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        head = json.loads(bytes(arrays["head"]))
        if head["format"] > FORMAT:
            raise InputError([_problem(path, "was written by a later version of Lanterne")])
        return Protected(_fitted(head, arrays))
    except InputError:
        raise
    except Exception as error:  # a damaged archive fails in whatever part of it is read first
        raise InputError([_problem(path, "is not a fitted model of Lanterne")]) from error


def _fitted(head: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> FittedTable:
    layout = Layout(tuple(head["sizes"]))
    upper = arrays["pairs"]
    measurements = Measurements(
        layout=layout,
        singles=arrays["singles"],
        single_sigmas=arrays["single_sigmas"],
        pairs=upper + upper.T,
        pair_sigmas=arrays["pair_sigmas"],
        triples=tuple((int(i), int(j), int(k)) for i, j, k in arrays["triples"]),
        triple_counts=arrays["triple_counts"],
        triple_sigma=float(head["triple_sigma"]),
    )
    people = float(head["people"])
    model = LatentClassModel(layout, arrays["weights"], arrays["probabilities"], people)
    codebook = codebook_from_dict(head["codebook"])
    _check_shapes(measurements, codebook)
    statement = PrivacyStatement.from_dict(head["statement"])
    return FittedTable(codebook, measurements, model, statement)


def _check_shapes(measured: Measurements, codebook: Codebook) -> None:
    """Raise ValueError where the parts of a file are not of one table."""
    layout, table = measured.layout, codebook.table
    width, total = layout.width, layout.total
    shapes = [
        (measured.singles, (total,)),
        (measured.single_sigmas, (width,)),
        (measured.pairs, (total, total)),
        (measured.pair_sigmas, (width, width)),
        (measured.triple_counts, (int(layout.triple_offsets(measured.triples)[-1]),)),
    ]
    if any(array.shape != shape for array, shape in shapes):
        raise ValueError("an array has the wrong shape")
    if Domain.of(table, encode_table(table)).layout != layout:
        raise ValueError("the codebook has other columns")


def _problem(path: Path, what: str) -> Problem:
    return Problem("fitted-model-unreadable", f"The file {what}.", file=str(path))
