"""Whether the tables of a released network hang together: keys, links and their number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.codebook.model import Network, Reference
from lanterne.errors import Place, Problem
from lanterne.messages import Message, Parameter
from lanterne.release.layout import DataFile, Layout


def network_problems(layout: Layout, rows: Mapping[str, pl.DataFrame]) -> tuple[Problem, ...]:
    """What is wrong with keys and links, one problem per broken rule; none for a single table.

    Args:
        layout: The tables of the release.
        rows: Table → its rows, coded: null where a key is none that may be there.
    """
    network = layout.network
    if network is None:
        return ()
    keyed = [file for file in layout.data if file.key]
    problems = [p for file in keyed for p in _key_problems(rows[file.name], file)]
    (links,) = (file for file in layout.data if file.references)
    victims, perpetrators = (_codes(rows[links.name], column) for column in links.references)
    problems += _orphans(rows[links.name], links)
    if problems:
        return tuple(problems)
    many = rows[network.perpetrators.name].height
    return (
        *_pair_problems(victims * many + perpetrators, links),
        *_degree_problems(victims, rows[network.victims.name].height, network.of_victim, links),
        *_degree_problems(perpetrators, many, network.of_perpetrator, links),
        *_alone(network, layout, victims, perpetrators, rows),
    )


def _codes(frame: pl.DataFrame, column: str) -> npt.NDArray[np.int64]:
    """Places of the rows that are referred to, -1 where there is none."""
    return frame[column].to_physical().cast(pl.Int64).fill_null(-1).to_numpy()


def _key_problems(frame: pl.DataFrame, file: DataFile) -> Iterator[Problem]:
    """Keys must be numbered from 1 in the order of the rows."""
    codes, path = _codes(frame, str(file.key)), file.path("csv")
    known = codes[codes >= 0]
    twice = len(known) - len(np.unique(known))
    if len(known) < len(codes):
        gaps = {"rows": _rows(len(codes) - len(known))}
        row = int(np.argmax(codes < 0)) + 2
        yield Problem("key-form.release", gaps, Place(path, row, file.key))
    if twice:
        yield Problem("key-twice.release", {"twice": twice}, Place(path, column=file.key))
    if len(known) == len(codes) and not twice and np.any(np.diff(codes) < 0):
        yield Problem("key-order.rows", place=Place(path, column=file.key))


def _orphans(frame: pl.DataFrame, links: DataFile) -> Iterator[Problem]:
    for column, (table, _) in links.references.items():
        missing = frame[column].is_null()
        if missing.any():
            many = Message("count.links", {"count": int(missing.sum())})
            place = Place(links.path("csv"), missing.arg_true()[0] + 2, column)
            yield Problem("key-orphan.release", {"table": table, "links": many}, place)


def _pair_problems(pairs: npt.NDArray[np.int64], links: DataFile) -> Iterator[Problem]:
    """Each pair stands once, in the order of its keys.

    Args:
        pairs: One number per link; equal pairs, and only they, are equal.
        links: The file of links.
    """
    steps = np.diff(pairs)
    twice = len(pairs) - len(np.unique(pairs)) if np.any(steps <= 0) else 0
    if twice:
        yield Problem("link-twice.release", {"twice": twice}, Place(links.path("csv")))
    if np.any(steps < 0):
        row = int(np.argmax(steps < 0)) + 3
        yield Problem("key-order.links", place=Place(links.path("csv"), row))


def _degree_problems(
    codes: npt.NDArray[np.int64], people: int, reference: Reference, links: DataFile
) -> Iterator[Problem]:
    if reference.at_most is None:
        return
    above = int(np.sum(np.bincount(codes, minlength=people) > reference.at_most))
    if above:
        gaps: dict[str, Parameter] = {
            "most": reference.at_most,
            "table": reference.table,
            "rows": _rows(above),
        }
        place = Place(links.path("csv"), column=reference.column)
        yield Problem("link-bound.release", gaps, place)


def _alone(
    network: Network,
    layout: Layout,
    victims: npt.NDArray[np.int64],
    perpetrators: npt.NDArray[np.int64],
    rows: Mapping[str, pl.DataFrame],
) -> Iterator[Problem]:
    """A perpetrator is there because of a victim; a victim needs a link if the codebook says so."""
    needed = {network.perpetrators.name: perpetrators}
    if network.of_victim.every:
        needed[network.victims.name] = victims
    for file in layout.data:
        if file.name in needed:
            alone = np.bincount(needed[file.name], minlength=rows[file.name].height) == 0
            if alone.any():
                gaps: dict[str, Parameter] = {"table": file.name, "rows": _rows(int(alone.sum()))}
                place = Place(file.path("csv"), int(np.argmax(alone)) + 2)
                yield Problem("link-missing.release", gaps, place)


def _rows(count: int) -> Message:
    return Message("count.rows", {"count": count})
