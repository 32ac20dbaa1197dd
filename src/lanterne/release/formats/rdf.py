"""Statements of RDF as JSON-LD 1.1 in one plain form, and the same as RDF 1.1 Turtle.

The form: a node has ``@id`` where it is named, and ``@type``; each further key is a property with
a prefix of :data:`CONTEXT`, whose value is a node, a text, a text with its language or its type, or
a list of these. Nothing else is written, so nothing else need be understood.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lanterne.codebook.model import Text

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefix → what it stands for."""

Node = dict[str, Any]


def node(name: str, kind: str, said: Mapping[str, Any]) -> Node:
    """A node with its type and what is said of it; without a name where that is empty."""
    return {**({"@id": name} if name else {}), "@type": kind, **said}


def reference(name: str, kind: str = "") -> Node:
    """A node that is described elsewhere; with its type where that is not said there."""
    return {"@id": name, **({"@type": kind} if kind else {})}


def texts(text: Text) -> list[dict[str, str]]:
    """A text in each of its languages."""
    return [{"@language": tag, "@value": words} for tag, words in text.items() if words]


def typed(text: str, kind: str) -> dict[str, str]:
    """A text of a type, such as ``xsd:date``."""
    return {"@type": kind, "@value": text}


def turtle(document: Mapping[str, Any]) -> str:
    """A document of this form, with its ``@context``, as Turtle."""
    head = [f"@prefix {prefix}: <{name}> ." for prefix, name in document["@context"].items()]
    roots = document.get("@graph") or [
        {key: value for key, value in document.items() if key != "@context"}
    ]
    subjects: dict[str, Said] = {}
    for root in roots:
        _collect(root, subjects)
    blocks = [_block(f"<{_address(name)}>", said) for name, said in subjects.items() if said]
    return "\n\n".join(["\n".join(head), *blocks]) + "\n"


Said = dict[str, dict[str, None]]
"""Property → its objects as Turtle, each once, in order."""


def _collect(value: Node, subjects: dict[str, Said]) -> str:
    """Note what is said of a node, and of those within it; gives back what stands for it."""
    name = value.get("@id")
    own: Said = subjects.setdefault(name, {}) if name else {}
    if "@type" in value:
        own.setdefault("a", {})[value["@type"]] = None
    for key, given in value.items():
        if not key.startswith("@"):
            for one in given if isinstance(given, list) else [given]:
                own.setdefault(key, {})[_object(one, subjects)] = None
    return f"<{_address(name)}>" if name else f"[ {_statements(own, ' ; ')} ]"


def _object(value: Any, subjects: dict[str, Said]) -> str:
    if isinstance(value, str):
        return _literal(value)
    if "@value" not in value:
        return _collect(value, subjects)
    if "@language" in value:
        return f"{_literal(value['@value'])}@{value['@language']}"
    return f"{_literal(value['@value'])}^^{value['@type']}"


def _literal(text: str) -> str:
    """A text in quotation marks: escapes of JSON are escapes of Turtle as well."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _address(name: str) -> str:
    """An address, what may not stand between angle brackets escaped."""
    return re.sub(r'[\x00-\x20<>"{}|^`\\]', lambda found: f"\\u{ord(found[0]):04X}", name)


def _block(subject: str, said: Said) -> str:
    return f"{subject}\n    {_statements(said, ' ;' + chr(10) + '    ')} ."


def _statements(said: Said, between: str) -> str:
    return between.join(_listed(said))


def _listed(said: Said) -> Iterator[str]:
    for key, objects in said.items():
        yield f"{key} {', '.join(objects)}"
