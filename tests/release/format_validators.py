"""What the validators of standards say of exports; run by the Python that has them, and no other.

Called with a folder of exports, one for each release, in which files have the names that
``lanterne export`` gives them beside a copy of the release. Prints what is wrong, a line each.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import mlcroissant
import pyshacl
import rdflib
from csvw import CSVW
from datacite import schema45
from lxml import etree
from pysdmx.io import get_datasets
from rdflib.compare import isomorphic
from rocrate.rocrate import ROCrate

SCHEMAS = Path(__file__).parent / "schemas"


def ddi_schema() -> etree.XMLSchema:
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(SCHEMAS / "ddi-codebook-2.5.zip").extractall(folder)
        return etree.XMLSchema(etree.parse(f"{folder}/codebook.xsd"))


DDI = ddi_schema()
SHAPES = rdflib.Graph()
for path in sorted((SCHEMAS / "dcat-ap-3.0.1").glob("*.ttl")):
    SHAPES.parse(path)


def wrong_with_ddi(folder: Path) -> Iterator[str]:
    if not DDI.validate(etree.parse(folder / "ddi.xml")):
        yield from map(str, DDI.error_log)


def wrong_with_dcat(folder: Path, name: str = "dcat") -> Iterator[str]:
    linked = rdflib.Graph().parse(folder / f"{name}.jsonld", format="json-ld")
    turtle = rdflib.Graph().parse(folder / f"{name}.ttl")
    if not isomorphic(linked, turtle) or not len(turtle):
        yield "JSON-LD and Turtle do not say the same"
    conforms, _, report = pyshacl.validate(turtle, shacl_graph=SHAPES, advanced=True)
    if not conforms:
        yield report


def wrong_with_datacite(folder: Path) -> Iterator[str]:
    document = json.loads((folder / "datacite.json").read_text("utf-8"))
    yield from (error.message for error in schema45.validator.iter_errors(document))


def wrong_with_croissant(folder: Path) -> Iterator[str]:
    """Whether it is in order, and gives the rows that the manifest counts."""
    said = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    yield from said.metadata.ctx.issues.errors
    licensed = manifest["licence"] is not None
    yield from (one for one in said.metadata.ctx.issues.warnings if licensed)
    for table, number in (manifest.get("synthetic_rows") or manifest["rows"]).items():
        rows = list(said.records(f"rows-{table}"))
        if len(rows) != number:
            yield f"{len(rows)} rows of {table}, not {number}"
        if any(value == b"nan" for row in rows for value in row.values()):
            yield f"a cell of {table} became no number"


def wrong_with_csvw(folder: Path) -> Iterator[str]:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        group = CSVW(str(folder / "csv-metadata.json"), validate=True)
        if not group.is_valid:
            yield "not valid"
        for table in group.tables:
            list(table.iterdicts(strict=True))
        yield from (str(one.message) for one in [*warned, *group.warnings])


def wrong_with_ro_crate(folder: Path) -> Iterator[str]:
    crate = ROCrate(folder)
    if not crate.data_entities or not crate.name:
        yield "nothing in it"
    yield from (one.id for one in crate.data_entities if not (folder / one.id).is_file())


def wrong_with_sdmx(folder: Path) -> Iterator[str]:
    for data in folder.glob("*.sdmx.csv"):
        structure = data.with_name(data.name.replace(".sdmx.csv", ".structure.json"))
        (read,) = get_datasets(data, structure, validate=True)
        if read.data.shape[0] != len(data.read_text("utf-8").splitlines()) - 1:
            yield f"{data.name} has other rows"
        for one in read.structure.components.dimensions:
            known = {code.id for code in one.enumeration}
            if not known.issuperset(read.data[one.id]):
                yield f"{one.id} has codes that are in no list"


CHECKS = {
    "ddi.xml": wrong_with_ddi,
    "dcat.ttl": wrong_with_dcat,
    "catalogue.ttl": lambda folder: wrong_with_dcat(folder, "catalogue"),
    "datacite.json": wrong_with_datacite,
    "croissant.json": wrong_with_croissant,
    "csv-metadata.json": wrong_with_csvw,
    "ro-crate-metadata.json": wrong_with_ro_crate,
    "*.sdmx.csv": wrong_with_sdmx,
}


def main(base: Path) -> None:
    logging.disable()
    checked = 0
    for folder in sorted(path for path in base.iterdir() if path.is_dir()):
        for name, check in CHECKS.items():
            if any(folder.glob(name)):
                checked += 1
                for problem in check(folder):
                    print(f"{folder.name}: {name}: {problem}")
    print(f"checked: {checked}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
