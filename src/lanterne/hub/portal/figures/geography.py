"""Countries: their codes, the map, and where those are that a map of the world cannot show."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings

_FOLDER = files("lanterne.hub.portal.figures") / "map"
_ANTARCTICA = "ATA"


@dataclass(frozen=True)
class Place:
    """A country or territory of ISO 3166-1.

    Attributes:
        code: Its three letters.
        point: Longitude and latitude in degrees, where it is too small to be seen on the map.
    """

    code: str
    point: tuple[float, float] | None


@dataclass(frozen=True)
class Map:
    """A map of the world.

    Attributes:
        topology: TopoJSON; each geometry of ``countries`` has as ``id`` three letters, or none.
        known: The codes that it shows.
        mark: What names its file and no other.
    """

    topology: Mapping[str, Any]
    known: frozenset[str]
    mark: str


@cache
def _places() -> Mapping[str, Place]:
    """Each code of ISO 3166-1, of two and three letters and of digits → the place."""
    found: dict[str, Place] = {}
    with (_FOLDER / "places.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            point = (float(row["longitude"]), float(row["latitude"])) if row["longitude"] else None
            place = Place(row["iso3"], point)
            found |= {row[name]: place for name in ("iso2", "iso3", "numeric")}
    return found


def place(code: str) -> Place | None:
    """The place that a code names; ``None``: it is no country, such as a region."""
    return _places().get(code)


def world() -> Map:
    """The map that the settings name, or the one that comes with Lanterne.

    Raises:
        OSError, ValueError: The file that the settings name is no such map.
    """
    return _world_of(getattr(settings, "LANTERNE_MAP", None))


@cache
def _world_of(path: Path | None) -> Map:
    raw = (_FOLDER / "countries-110m.json" if path is None else Path(path)).read_bytes()
    topology = json.loads(raw)
    try:
        shapes = topology["objects"]["countries"]["geometries"]
        arcs, transform = topology["arcs"], topology.get("transform")
        named = [(_code(shape.get("id")), shape["type"], shape.get("arcs")) for shape in shapes]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("the map must be TopoJSON with an object named countries") from error
    kept = [
        {"type": kind, "arcs": lines, **({"id": code} if code else {})}
        for code, kind, lines in named
        if code != _ANTARCTICA and lines
    ]
    slim: dict[str, Any] = {
        "type": "Topology",
        "objects": {"countries": {"type": "GeometryCollection", "geometries": kept}},
        "arcs": arcs,
    }
    if transform:
        slim["transform"] = transform
    known = frozenset(shape["id"] for shape in kept if "id" in shape)
    return Map(slim, known, hashlib.sha256(raw).hexdigest())


def _code(number: object) -> str | None:
    """Three letters for the ``id`` of a geometry, which may be digits, even with zeros lost."""
    text = str(number).strip() if number is not None else ""
    if text.isdigit():
        text = text.zfill(3)
    if text in {"010", _ANTARCTICA, "AQ"}:
        return _ANTARCTICA
    found = place(text)
    return found.code if found else None
