"""What is in a package for a learning platform, unpacked; and what ``make test-scorm`` fetches."""

from __future__ import annotations

import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lanterne.documentation.scorm import MANIFEST

_FETCHED = Path(__file__).parents[2] / ".venv-scorm"
SCHEMAS = _FETCHED / "schemas"
PLATFORM = _FETCHED / "scorm12.min.js"

needs_schemas = pytest.mark.skipif(
    not SCHEMAS.exists() and "LANTERNE_TEST_SCORM" not in os.environ,
    reason="the schemas are not there: make test-scorm",
)
needs_player = pytest.mark.skipif(
    not PLATFORM.exists() and "LANTERNE_TEST_SCORM" not in os.environ,
    reason="the player is not there: make test-scorm",
)


def manifest_of(folder: Path) -> ElementTree.Element:
    return ElementTree.parse(folder / MANIFEST).getroot()


def unlisted(folder: Path) -> set[str]:
    """What is there and not listed, or listed and not there."""
    listed = [
        element.attrib["href"]
        for element in manifest_of(folder).iter()
        if element.tag.endswith("}file")
    ]
    assert len({*listed}) == len(listed)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return there - {MANIFEST} ^ {*listed}
