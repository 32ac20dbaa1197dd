"""What counts in SDMX mean: code lists, concepts, dimensions and data flow, as SDMX-JSON 2.0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lanterne.codebook.model import Text, in_language
from lanterne.messages import TAGS

TOTAL = "_T"
"""Code for people whatever they answered."""

ENDS = {"LOWER": "estimate_low", "UPPER": "estimate_high"}
"""Attribute → column of the published counts."""

STATUS = "OBS_STATUS"

_SCHEMA = "https://json.sdmx.org/2.0.0/sdmx-json-structure-schema.json"


@dataclass(frozen=True)
class Dimension:
    """A dimension.

    Attributes:
        name: Its identifier.
        column: Header of the release.
        label: Language → what a person reads.
        codes: Text of a count → identifier of its code; of a member of a large set, that alone.
        labels: The same → language → what a person reads.
    """

    name: str
    column: str
    label: Text
    codes: Mapping[str, str]
    labels: Mapping[str, Text]


@dataclass(frozen=True)
class Flow:
    """A data flow: counts of one kind of people.

    Attributes:
        agency, name, version: What it is called.
        title: Language → what a person reads.
        dimensions: In the order of the file.
    """

    agency: str
    name: str
    version: str
    title: Text
    dimensions: tuple[Dimension, ...]

    @property
    def reference(self) -> str:
        """As data refer to it: ``AGENCY:NAME(1.0.0)``."""
        return f"{self.agency}:{self.name}({self.version})"

    @property
    def own(self) -> dict[str, str]:
        """Whose a thing of it is, and in which version."""
        return {"agencyID": self.agency, "version": self.version}

    def urn(self, kind: str, name: str) -> str:
        """The name of one of its things everywhere."""
        return f"urn:sdmx:org.sdmx.infomodel.{kind}={self.agency}:{name}({self.version})"

    def concept(self, name: str) -> str:
        """The name of one of its concepts everywhere."""
        return f"{self.urn('conceptscheme.Concept', f'CS_{self.name}')}.{name}"


def structure_of(flow: Flow, labels: Mapping[str, str], prepared: str) -> dict[str, Any]:
    """The structure message of a data flow.

    Args:
        flow: What is described.
        labels: Column of the published counts → what a person reads.
        prepared: The moment of making, such as ``2026-11-25T12:00:00Z``.
    """
    return {
        "meta": {
            "schema": _SCHEMA,
            "id": flow.name,
            "prepared": prepared,
            "sender": {"id": flow.agency},
            "contentLanguages": list(TAGS),
        },
        "data": {
            "codelists": [_codelist(one, flow) for one in flow.dimensions],
            "conceptSchemes": [_concepts(flow, labels)],
            "dataStructures": [
                {
                    "id": f"DSD_{flow.name}",
                    **flow.own,
                    **_named(flow.title),
                    "dataStructureComponents": _components(flow),
                }
            ],
            "dataflows": [
                {
                    "id": flow.name,
                    **flow.own,
                    **_named(flow.title),
                    "structure": flow.urn("datastructure.DataStructure", f"DSD_{flow.name}"),
                }
            ],
        },
    }


def _codelist(one: Dimension, flow: Flow) -> dict[str, Any]:
    codes = [{"id": one.codes[text], **_named(label)} for text, label in one.labels.items()]
    total = {"id": TOTAL, "name": "Total"}
    return {"id": f"CL_{one.name}", **flow.own, **_named(one.label), "codes": [*codes, total]}


def _concepts(flow: Flow, labels: Mapping[str, str]) -> dict[str, Any]:
    measured = {"OBS_VALUE": "estimate", **ENDS}
    return {
        "id": f"CS_{flow.name}",
        **flow.own,
        **_named(flow.title),
        "concepts": [
            *({"id": one.name, **_named(one.label)} for one in flow.dimensions),
            *({"id": name, "name": labels[column]} for name, column in measured.items()),
            {"id": STATUS, "name": "Observation status"},
        ],
    }


def _components(flow: Flow) -> dict[str, Any]:
    """Dimensions, attributes of each observation, and what is observed."""
    kinds = {**dict.fromkeys(ENDS, "Double"), STATUS: "String"}
    return {
        "dimensionList": {
            "id": "DimensionDescriptor",
            "dimensions": [
                {
                    "id": one.name,
                    "position": place,
                    "conceptIdentity": flow.concept(one.name),
                    "localRepresentation": {
                        "enumeration": flow.urn("codelist.Codelist", f"CL_{one.name}")
                    },
                }
                for place, one in enumerate(flow.dimensions)
            ],
        },
        "attributeList": {
            "id": "AttributeDescriptor",
            "attributes": [
                {
                    **_of_kind(name, kind, flow),
                    "usage": "optional",
                    "attributeRelationship": {"observation": {}},
                }
                for name, kind in kinds.items()
            ],
        },
        "measureList": {
            "id": "MeasureDescriptor",
            "measures": [_of_kind("OBS_VALUE", "Double", flow)],
        },
    }


def _of_kind(name: str, kind: str, flow: Flow) -> dict[str, Any]:
    return {
        "id": name,
        "conceptIdentity": flow.concept(name),
        "localRepresentation": {"format": {"dataType": kind}},
    }


def _named(text: Text) -> dict[str, Any]:
    """A name, and the same in every language."""
    return {"name": in_language(text, "en"), "names": dict(text)}
