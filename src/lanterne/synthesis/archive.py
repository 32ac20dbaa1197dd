"""The file in which measurements and models are kept, to be drawn from again at no cost.

It is a NumPy archive without pickles, so that opening one from elsewhere runs no code: a head of
JSON, and arrays. The head says what kind of thing is kept: a table, or a network.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

from lanterne.counting import Layout
from lanterne.counting.marginals import padded
from lanterne.disk import reason, whole_file
from lanterne.errors import InputError, Place, Problem, UsageError
from lanterne.messages import Message
from lanterne.privacy import Protected
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.number_ranges import NumberRanges, RangeCounts

if TYPE_CHECKING:  # what reads partners' files is not loaded with it
    from lanterne.harmonise.definitions import Definitions
    from lanterne.harmonise.partners import Partner

Head = dict[str, Any]
Arrays = Mapping[str, npt.NDArray[Any]]
Kept = TypeVar("Kept")

FORMAT = 2
"""Version of the file format; every later version reads it. The first one kept tables only."""


def save_archive(path: Path, kind: str, head: Head, arrays: Arrays) -> Path:
    """Write a new archive, whole or not at all.

    Args:
        path: The file; must not exist.
        kind: What is kept: ``table`` or ``network``.
        head: JSON values.
        arrays: Names → arrays; none is named ``head``.

    Raises:
        UsageError: The file exists, or cannot be written.
    """
    if path.exists():
        raise UsageError("disk.there-already", place=str(path))
    text = json.dumps({"format": FORMAT, "kind": kind, **head})
    try:
        with whole_file(path, new=True) as file:
            packed = np.frombuffer(text.encode(), np.uint8)
            np.savez_compressed(file, allow_pickle=False, head=packed, **arrays)
    except OSError as error:
        raise UsageError("disk.unwritable", place=str(path), why=reason(error)) from error
    return path


def load_archive(
    path: Path, readers: Mapping[str, Callable[[Head, Arrays], Kept]]
) -> Protected[Kept]:
    """Read what :func:`save_archive` wrote.

    Args:
        path: The file.
        readers: Kind → what makes the kept thing of a head and arrays; may raise any error when
            they do not fit together.

    Raises:
        InputError: The file is missing, is not such a file, is of a later format, or of a kind
            that has no reader.
    """
    with _saying_what_is_wrong(path):
        head = _head(path)
        reader = readers.get(head["kind"])
        if reader is None:
            kinds = {"kinds": tuple(Message(f"kept.{kind}") for kind in readers)}
            place = Place(str(path))
            raise InputError([Problem("fitted-model-unreadable.other-kind", kinds, place)])
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        return Protected(reader(head, arrays))


def kind_of_archive(path: Path) -> str:
    """What kind of thing a file keeps; only its head is read.

    Raises:
        InputError: The file is missing, is not such a file, or is of a later format.
    """
    with _saying_what_is_wrong(path):
        return str(_head(path)["kind"])


def _head(path: Path) -> Head:
    with np.load(path, allow_pickle=False) as archive:
        head = json.loads(bytes(archive["head"]))
    if head["format"] > FORMAT:
        place = Place(str(path))
        raise InputError([Problem("fitted-model-unreadable.later-version", place=place)])
    return {"kind": "table", **head}


@contextmanager
def _saying_what_is_wrong(path: Path) -> Iterator[None]:
    """A damaged archive fails in whatever part of it is read first, with any error."""
    place = Place(str(path))
    try:
        yield
    except InputError:
        raise
    except FileNotFoundError as error:
        raise InputError([Problem("fitted-model-unreadable.not-there", place=place)]) from error
    except Exception as error:
        raise InputError([Problem("fitted-model-unreadable.not-one", place=place)]) from error


def definitions_in(head: Mapping[str, Any]) -> Definitions | None:
    """What the mapping of a partner's files said of the columns; ``None``: there was none.

    Raises any error where it is something else.
    """
    if "definitions" not in head:
        return None
    from lanterne.harmonise.definitions import definitions_from_dict  # noqa: PLC0415 - seldom

    return definitions_from_dict(head["definitions"])


def partners_in(head: Mapping[str, Any]) -> tuple[Partner, ...]:
    """The organisations whose cases were counted together; none: they were those of one.

    Raises any error where it is something else.
    """
    if "partners" not in head:
        return ()
    from lanterne.harmonise.partners import partner_from_dict  # noqa: PLC0415 - seldom

    return tuple(map(partner_from_dict, head["partners"]))


def pack_measurements(measured: Measurements) -> tuple[Head, dict[str, npt.NDArray[Any]]]:
    """Measurements as JSON values and arrays; of the symmetric counts the upper triangle.

    Tables of targets and ranges of numbers are there where there are any: an earlier version knows
    none, and cannot read the codebook of these.
    """
    head: Head = {"sizes": list(measured.layout.sizes), "triple_sigma": measured.triple_sigma}
    if measured.ranges:
        head["range_sigmas"] = [one.sigma for one in measured.ranges]
    wider: dict[str, npt.NDArray[Any]] = {}
    if measured.target_tables:
        head["target_sigma"] = measured.target_sigma
        wider["target_tables"] = padded(measured.target_tables)
        wider["target_counts"] = measured.target_counts
    return head, wider | {
        "singles": measured.singles,
        "single_sigmas": measured.single_sigmas,
        "pairs": np.triu(measured.pairs),
        "pair_sigmas": measured.pair_sigmas,
        "triples": np.asarray(measured.triples, np.int64).reshape(-1, 3),
        "triple_counts": measured.triple_counts,
        **{
            f"ranges_{number}_{level}": counts
            for number, one in enumerate(measured.ranges)
            for level, counts in enumerate(one.levels)
        },
    }


def unpack_measurements(
    head: Mapping[str, Any],
    arrays: Arrays,
    layout: Layout,
    ranges: Sequence[NumberRanges] = (),
) -> Measurements:
    """The inverse of :func:`pack_measurements`.

    Args:
        head: What was packed.
        arrays: What was packed.
        layout: Of the rows that were measured, as the codebook says.
        ranges: Of the columns of numbers, as the codebook says.

    Raises:
        ValueError: The parts do not belong together, or not to the layout.
        KeyError: One is missing.
    """
    if tuple(head["sizes"]) != layout.sizes:
        raise ValueError("the codebook has other columns")
    upper = arrays["pairs"]
    wider = arrays.get("target_tables", np.zeros((0, 1), np.int64)).tolist()
    measured = Measurements(
        layout=layout,
        singles=arrays["singles"],
        single_sigmas=arrays["single_sigmas"],
        pairs=upper + upper.T,
        pair_sigmas=arrays["pair_sigmas"],
        triples=tuple((int(i), int(j), int(k)) for i, j, k in arrays["triples"]),
        triple_counts=arrays["triple_counts"],
        triple_sigma=float(head["triple_sigma"]),
        ranges=tuple(_unpack_ranges(head.get("range_sigmas", []), arrays, ranges)),
        target_tables=tuple(tuple(one for one in columns if one >= 0) for columns in wider),
        target_counts=arrays.get("target_counts", np.zeros(0, np.int64)),
        target_sigma=float(head.get("target_sigma", 0.0)),
    )
    _check_parts(measured)
    return measured


def _unpack_ranges(
    sigmas: Sequence[float], arrays: Arrays, ranges: Sequence[NumberRanges]
) -> Iterator[RangeCounts]:
    for number, (sigma, one) in enumerate(zip(sigmas, ranges, strict=True)):
        levels = one.levels if sigma else ()
        counts = tuple(arrays[f"ranges_{number}_{level}"] for level in range(len(levels)))
        if any(part.shape != starts.shape for part, starts in zip(counts, levels, strict=True)):
            raise ValueError("counts of ranges have the wrong shape")
        yield RangeCounts(counts, float(sigma))


def _check_parts(measured: Measurements) -> None:
    """Every array has the shape of what it counts, and whatever was measured has noise."""
    layout = measured.layout
    width, total = layout.width, layout.total
    shapes = [
        (measured.singles, (total,)),
        (measured.single_sigmas, (width,)),
        (measured.pairs, (total, total)),
        (measured.pair_sigmas, (width, width)),
        (measured.triple_counts, (int(layout.table_offsets(measured.triples)[-1]),)),
        (measured.target_counts, (int(layout.table_offsets(measured.target_tables)[-1]),)),
    ]
    if any(array.shape != shape for array, shape in shapes):
        raise ValueError("an array has the wrong shape")
    if not all(0 < sigma < math.inf for sigma in measured.sigmas):
        raise ValueError("a table that was measured has no scale of noise")


def pack_model(model: LatentClassModel) -> tuple[Head, dict[str, npt.NDArray[Any]]]:
    """A model as JSON values and arrays."""
    head = {"people": model.people}
    return head, {"weights": model.weights, "probabilities": model.probabilities}


def unpack_model(head: Mapping[str, Any], arrays: Arrays, layout: Layout) -> LatentClassModel:
    """The inverse of :func:`pack_model`; raises ValueError when the shapes are not the layout's."""
    people = float(head["people"])
    return LatentClassModel(layout, arrays["weights"], arrays["probabilities"], people)
